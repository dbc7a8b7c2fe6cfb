package io.github.pyramidsd.evaluation.batch;

import java.io.IOException;
import java.util.List;

/**
 * Completes many prompts into a file, and goes on where an earlier process ended.
 *
 * @param prompts in the order in which they are completed
 * @param output where finished ones are, and come to
 */
public record Batch(List<Prompt> prompts, CompletionFile output, BatchProgress progress) {

  /** Adds a completion to the file, and tells. */
  public interface Sink {
    /** Takes the next one. */
    void accept(Completion completion) throws IOException;
  }

  /** Copies what could change. */
  public Batch {
    prompts = List.copyOf(prompts);
  }

  /** The prompts that are not finished. */
  public List<Prompt> missing() {
    return output.missing(prompts);
  }

  /** Takes completions of the missing prompts from wherever they are made. */
  public Sink sink() {
    Pace pace = new Pace(prompts.size() - missing().size(), prompts.size(), progress);
    return completion -> {
      output.append(completion);
      pace.finish();
    };
  }

  /**
   * Completes the missing prompts here, one after the other.
   *
   * @throws java.util.concurrent.CancellationException if the completer is cancelled; what is
   *     finished is in the file
   */
  public void run(Completer completer) throws IOException {
    Sink sink = sink();
    for (Prompt prompt : missing()) {
      sink.accept(completer.complete(prompt));
    }
    output.force();
  }
}
