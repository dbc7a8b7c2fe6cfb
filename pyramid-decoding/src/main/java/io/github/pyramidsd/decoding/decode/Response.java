package io.github.pyramidsd.decoding.decode;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What was generated, and how.
 *
 * @param text the response's text, without end-of-generation tokens and stop strings
 * @param tokens the committed token ids, without the end-of-generation token
 * @param promptTokens the length of the prompt, in tokens
 * @param finishReason why the response ended
 * @param seconds the time to generate the response, after the prompt was read
 * @param promptSeconds the time to read the prompt, in all levels together
 * @param deviationBound the certificate: the law of the response is within the expectation of this
 *     of the target's own, in total variation; 0 for a lossless method. At temperature 0 it is the
 *     number of tokens that are not the target's choice. Empty where a rule looked at drawn tokens,
 *     for which no certificate can be given
 * @param levels what each level did, the draft first
 */
public record Response(
    String text,
    List<Integer> tokens,
    int promptTokens,
    FinishReason finishReason,
    double seconds,
    double promptSeconds,
    OptionalDouble deviationBound,
    List<LevelReport> levels) {

  /** Response tokens per second, the time to read the prompt left out. */
  public double tokensPerSecond() {
    return seconds == 0 ? 0 : tokens.size() / seconds;
  }
}
