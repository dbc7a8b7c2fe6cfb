package io.github.pyramidsd.decoding.decode;

import java.util.Optional;

/**
 * What was generated, and how.
 *
 * @param text the response's text, without end-of-generation tokens and stop strings
 * @param tokens the committed token ids, which the context now holds; without the end-of-generation
 *     token. The caller must not change the array
 * @param promptTokens how many tokens the context held before
 * @param finish why the response ended
 * @param seconds the time to generate the response, after the context was read
 * @param promptSeconds the time to read what was new in the context, in all levels together
 * @param certificate what lossy rules may have changed; empty where a rule looked at drawn tokens,
 *     for which no certificate can be given
 * @param statistics what each level did
 */
@SuppressWarnings("ArrayRecordComponent") // responses are not compared
public record Response(
    String text,
    int[] tokens,
    int promptTokens,
    Finish finish,
    double seconds,
    double promptSeconds,
    Optional<Certificate> certificate,
    Statistics statistics) {

  /** Response tokens per second, the time to read the prompt left out. */
  public double tokensPerSecond() {
    return seconds == 0 ? 0 : tokens.length / seconds;
  }
}
