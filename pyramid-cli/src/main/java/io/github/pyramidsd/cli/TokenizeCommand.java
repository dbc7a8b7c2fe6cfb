package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Vocabulary;
import io.github.pyramidsd.evaluation.json.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Splits a text into a model's tokens. */
@Command(
    name = "tokenize",
    sortOptions = false,
    description = "Splits a text into a model's tokens, and adds none of its own.")
final class TokenizeCommand implements Callable<Integer> {

  private record Tokens(List<Integer> tokens, List<String> pieces) {}

  private final Console console;
  private final ModelLoader.Starter starter;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "TEXT",
      description = "The text; read from standard input if not given.")
  private @Nullable String text;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A GGUF file, or java-target, java-qualifier or java-draft.")
  private String model = "";

  @Mixin private final SpecialOption special = new SpecialOption();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Mixin private final CommonOptions common = new CommonOptions();

  TokenizeCommand(Console console, ModelLoader.Starter starter) {
    this.console = console;
    this.starter = starter;
  }

  @Override
  public Integer call() throws IOException {
    common.apply();
    if (text == null && console.inIsTerminal()) {
      throw new UsageException("there is no text: give it as TEXT or on standard input");
    }
    String source = text != null ? text : console.readAll();
    try (ModelLoader loader = new EngineOptions().start(starter);
        LanguageModel opened = loader.open(new ModelReference.Named(model))) {
      Vocabulary vocabulary = opened.vocabulary();
      int[] ids = vocabulary.encode(source, special.special());
      if (json) {
        List<Integer> tokens = Arrays.stream(ids).boxed().toList();
        List<String> pieces = tokens.stream().map(id -> Pieces.text(vocabulary, id)).toList();
        console.out().println(Json.write(new Tokens(tokens, pieces)));
      } else {
        for (int id : ids) {
          console
              .out()
              .print(String.format(Locale.ROOT, "%6d  %s\n", id, Pieces.quoted(vocabulary, id)));
        }
      }
    }
    return 0;
  }
}
