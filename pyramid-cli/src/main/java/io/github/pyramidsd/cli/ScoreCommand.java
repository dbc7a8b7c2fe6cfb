package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Vocabulary;
import io.github.pyramidsd.engine.LoadOptions;
import io.github.pyramidsd.evaluation.batch.PromptEncoder;
import io.github.pyramidsd.evaluation.json.Json;
import io.github.pyramidsd.evaluation.json.Utf8;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says how well a model predicts a text. */
@Command(
    name = "score",
    sortOptions = false,
    description = "Perplexity of a text, and what a model predicts at each of its positions.")
final class ScoreCommand implements Callable<Integer> {

  private static final int SHOWN = 3; // likeliest tokens a line, in text output

  private final Console console;
  private final ModelLoader.Starter starter;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A GGUF file, or java-target, java-qualifier or java-draft.")
  private String model = "";

  @Option(names = "--text-file", paramLabel = "FILE", description = "The text to score.")
  private @Nullable String textFile;

  @Option(
      names = "--tokens",
      paramLabel = "IDS",
      description = "Token ids to score, separated by commas; used as they are.")
  private @Nullable String tokens;

  @Mixin private final SpecialOption special = new SpecialOption();

  @Option(
      names = "--top",
      paramLabel = "K",
      description = "How many of the highest logits to give (default ${DEFAULT-VALUE}).")
  private int top = 8;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Mixin private final EngineOptions engine = new EngineOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  ScoreCommand(Console console, ModelLoader.Starter starter) {
    this.console = console;
    this.starter = starter;
  }

  @Override
  public Integer call() throws IOException {
    common.apply();
    engine.check();
    UsageException.check(top >= 0, "--top", top, "0 or more");
    if ((textFile == null) == (tokens == null)) {
      throw new UsageException(
          textFile == null
              ? "there is nothing to score: add --text-file or --tokens"
              : "--text-file and --tokens exclude each other: give one of them");
    }
    String text = textFile == null ? "" : Utf8.read(textFile);
    int[] ids = tokens == null ? new int[0] : parse(tokens);
    LoadOptions options =
        tokens == null ? LoadOptions.DEFAULT : LoadOptions.DEFAULT.withOptionalTokenizer();
    try (ModelLoader loader = engine.start(starter);
        LanguageModel opened = loader.open(new ModelReference.Named(model), options)) {
      Vocabulary vocabulary = opened.vocabulary();
      UsageException.check(
          top <= vocabulary.size(), "--top", top, "at most " + vocabulary.size() + ", all tokens");
      if (tokens == null) {
        PromptEncoder encoder = new PromptEncoder(vocabulary, special.special());
        encoder.hint(List.of(text), SpecialOption.NAME).ifPresent(console::note);
        ids = encoder.encode(text);
      }
      print(opened, Scorer.score(opened, checked(ids, opened), top));
    }
    return 0;
  }

  private static int[] parse(String tokens) {
    String[] parts = tokens.split(",", -1);
    int[] ids = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      try {
        ids[i] = Integer.parseInt(parts[i].strip());
      } catch (NumberFormatException e) {
        throw new UsageException(
            "--tokens has '%s' at place %s, expected ids separated by commas"
                .formatted(parts[i], i + 1));
      }
    }
    return ids;
  }

  private int[] checked(int[] ids, LanguageModel opened) throws IOException {
    int size = opened.vocabulary().size();
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= size) {
        throw new UsageException(
            "--tokens has %s at place %s, expected 0 to %s, the ids of %s"
                .formatted(ids[i], i + 1, size - 1, opened.name()));
      }
    }
    if (ids.length == 0) {
      throw new IOException(textFile + ": has no tokens to score");
    }
    if (ids.length > opened.contextLength()) {
      throw new IOException(
          "there are %s tokens to score, but %s was made for at most %s: shorten the text"
              .formatted(ids.length, opened.name(), opened.contextLength()));
    }
    return ids;
  }

  private void print(LanguageModel opened, Score score) {
    if (json) {
      console.out().println(Json.write(score));
      return;
    }
    TextTable table =
        new TextTable(List.of("token", "likeliest next", "position", "surprise", "entropy"), 2);
    Vocabulary vocabulary = opened.vocabulary();
    for (int i = 0; i < score.tokens().size(); i++) {
      Score.Position position = score.positions().get(i);
      String likeliest =
          String.join(
              " ",
              position.top().stream()
                  .limit(SHOWN)
                  .map(entry -> Pieces.quoted(vocabulary, entry.getFirst().intValue()))
                  .toList());
      Double surprise = i == 0 ? null : score.surprises()[i - 1];
      table.add(
          Pieces.quoted(vocabulary, score.tokens().get(i)),
          likeliest,
          String.valueOf(i),
          surprise == null ? "-" : String.format(Locale.ROOT, "%.3f", surprise),
          String.format(Locale.ROOT, "%.3f", position.entropy()));
    }
    console.out().print(table.toString());
    console
        .out()
        .println(
            score.perplexity() == null
                ? "1 token: no perplexity, which takes 2 or more"
                : String.format(
                        Locale.ROOT,
                        "%s tokens, perplexity %.4f",
                        score.tokens().size(),
                        score.perplexity())
                    + String.format(
                        Locale.ROOT,
                        " (%.4f nats a token), mean entropy %.4f nats",
                        score.meanNegativeLogLikelihood(),
                        score.meanEntropy()));
  }
}
