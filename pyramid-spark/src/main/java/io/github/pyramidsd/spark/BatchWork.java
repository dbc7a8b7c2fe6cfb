package io.github.pyramidsd.spark;

import io.github.pyramidsd.evaluation.batch.Completer;
import io.github.pyramidsd.evaluation.batch.Prompt;
import io.github.pyramidsd.evaluation.json.Json;
import java.io.IOException;

/**
 * Prompts as units and completions as lines.
 *
 * @param key equal for completers that are opened in the same way
 */
record BatchWork(String key, Completer.Source source) implements Work {

  @Override
  public Worker open() throws IOException {
    Completer completer = source.open();
    return new Worker() {
      @Override
      public String line(String unit) throws IOException {
        return Json.write(completer.complete(Json.read(unit, Prompt.class)));
      }

      @Override
      public void close() {
        completer.close();
      }
    };
  }
}
