package io.github.pyramidsd.evaluation.result;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One finished run: one line of a results file.
 *
 * @param key which run it is
 * @param study a digest of all that decides the run's outcome (models, knobs, task, limits), so
 *     that results of another study are not taken for this one's
 * @param promptTokens tokens of the prompt
 * @param tokens tokens of the answer
 * @param finishReason why it ended, in lower case
 * @param promptSeconds time to read the prompt, in all levels together
 * @param seconds time to generate the answer, after the prompt was read
 * @param secondsToFirstToken from the start until the first token was committed, the prompt
 *     included
 * @param secondsToAnswer from the start until the answer was complete, the prompt included
 * @param deviationBound the response's certificate; null where there is none
 * @param scores what the task says of the answer, by the name of the score, such as {@code correct}
 *     (0 or 1) or {@code perplexity}
 * @param levels what each level did, the draft first
 * @param peakMemoryBytes the most memory that the process held so far; 0 if it is not known
 * @param text the answer
 * @param tokenIds the answer's tokens
 */
public record RunResult(
    RunKey key,
    String study,
    int promptTokens,
    int tokens,
    String finishReason,
    double promptSeconds,
    double seconds,
    double secondsToFirstToken,
    double secondsToAnswer,
    @Nullable Double deviationBound,
    Map<String, Double> scores,
    List<LevelResult> levels,
    long peakMemoryBytes,
    String text,
    List<Integer> tokenIds) {

  /** Copies what could change. */
  public RunResult {
    scores = Map.copyOf(scores);
    levels = List.copyOf(levels);
    tokenIds = List.copyOf(tokenIds);
  }

  /** Tokens of the answer per second, the time to read the prompt left out. */
  public double tokensPerSecond() {
    return seconds == 0 ? 0 : tokens / seconds;
  }
}
