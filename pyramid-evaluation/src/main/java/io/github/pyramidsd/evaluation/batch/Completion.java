package io.github.pyramidsd.evaluation.batch;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A finished prompt: one line of a completions file.
 *
 * @param id of the prompt
 * @param line where the prompt is in its file
 * @param text the continuation
 * @param tokens its token ids
 * @param promptTokens tokens of the prompt
 * @param finishReason why it ended, as {@code generate --json} says it
 * @param method how it was decoded
 * @param seed with which generate gives the same tokens; null if none was asked for
 * @param seconds time to generate it, after the prompt was read
 * @param promptSeconds time to read the prompt, in all levels together
 * @param deviationBound the response's certificate; null where there is none
 * @param request a digest of all that the continuation depends on, so that a file is not continued
 *     with other options or other prompts
 */
@JsonPropertyOrder({"id", "request"}) // by which a line is known that has lost its end
public record Completion(
    String id,
    int line,
    String text,
    List<Integer> tokens,
    int promptTokens,
    String finishReason,
    String method,
    @Nullable Long seed,
    double seconds,
    double promptSeconds,
    @Nullable Double deviationBound,
    String request) {

  /** Copies what could change. */
  public Completion {
    tokens = List.copyOf(tokens);
  }
}
