package io.github.pyramidsd.cli;

import io.github.pyramidsd.evaluation.batch.Prompt;
import io.github.pyramidsd.evaluation.batch.PromptOptions;
import io.github.pyramidsd.evaluation.batch.PromptReader;
import io.github.pyramidsd.evaluation.json.Utf8;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where prompts come from. */
final class PromptArguments {

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PROMPT",
      description = "The text to continue; read from standard input if not given.")
  private @Nullable String prompt;

  @Option(names = "--prompt-file", paramLabel = "FILE", description = "Read the prompt from here.")
  private @Nullable String promptFile;

  @Option(
      names = "--prompts",
      paramLabel = "FILE.jsonl",
      description = "Continue many prompts in turn, an object a line as for batch.")
  private @Nullable String promptsFile;

  @Mixin private final SpecialOption special = new SpecialOption();

  /** Whether there may be several prompts. */
  boolean isMany() {
    return promptsFile != null;
  }

  /** Checks that the prompt comes from one place. */
  void check(Console console) {
    List<String> given = new ArrayList<>();
    Stream.of("PROMPT").filter(name -> prompt != null).forEach(given::add);
    Stream.of("--prompt-file").filter(name -> promptFile != null).forEach(given::add);
    Stream.of("--prompts").filter(name -> promptsFile != null).forEach(given::add);
    if (given.size() > 1) {
      throw new UsageException(
          String.join(" and ", given) + " exclude each other: give one of them");
    }
    if (given.isEmpty() && console.inIsTerminal()) {
      throw new UsageException(
          "there is no prompt: give it as PROMPT, by --prompt-file or on standard input");
    }
  }

  List<Prompt> read(Console console) throws IOException {
    if (promptsFile != null) {
      return PromptReader.read(Path.of(promptsFile));
    }
    return List.of(new Prompt("", 0, text(console), PromptOptions.NONE));
  }

  private String text(Console console) throws IOException {
    if (promptFile != null) {
      return Utf8.read(promptFile);
    }
    return prompt != null ? prompt : console.readAll();
  }

  /** Whether names of special tokens in prompts become those tokens. */
  boolean special() {
    return special.special();
  }
}
