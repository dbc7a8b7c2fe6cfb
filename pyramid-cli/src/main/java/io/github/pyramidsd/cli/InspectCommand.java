package io.github.pyramidsd.cli;

import io.github.pyramidsd.engine.GgufInspection;
import io.github.pyramidsd.evaluation.json.Json;
import io.github.pyramidsd.models.Models;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what a GGUF file holds. */
@Command(
    name = "inspect",
    sortOptions = false,
    description = "What a GGUF file holds, whether it can be run, and what memory it takes.")
final class InspectCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "A GGUF file, or java-target, java-qualifier or java-draft.")
  private String file = "";

  @Option(names = "--json", description = "Print one JSON object, with everything in full.")
  private boolean json;

  @Mixin private final CommonOptions common = new CommonOptions();

  InspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    common.apply();
    GgufInspection inspection = Models.inspect(file);
    if (json) {
      console.out().println(Json.write(InspectionJson.of(inspection)));
    } else {
      console.out().print(InspectionText.of(inspection));
    }
    return 0;
  }
}
