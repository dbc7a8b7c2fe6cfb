package io.github.pyramidsd.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.engine.Engine;
import io.github.pyramidsd.engine.Engine.KernelChoice;
import io.github.pyramidsd.evaluation.batch.Batch;
import io.github.pyramidsd.evaluation.batch.BatchDistributor;
import io.github.pyramidsd.evaluation.batch.BatchProgress;
import io.github.pyramidsd.evaluation.batch.Completer;
import io.github.pyramidsd.evaluation.batch.Completion;
import io.github.pyramidsd.evaluation.batch.CompletionFile;
import io.github.pyramidsd.evaluation.batch.DecoderCompleter;
import io.github.pyramidsd.evaluation.batch.Prompt;
import io.github.pyramidsd.evaluation.batch.PromptOptions;
import io.github.pyramidsd.evaluation.batch.Request;
import io.github.pyramidsd.evaluation.json.Json;
import io.github.pyramidsd.models.EmbeddedFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock("the session of Spark, of which a JVM has one")
class BatchJobTest {

  private static final String MASTER = "local[2]";
  private static final Request REQUEST =
      new Request(
          "psd-e",
          "java",
          GenerateOptions.builder().temperature(0.8).seed(42).maxTokens(12).build(),
          false);
  private static final List<Prompt> PROMPTS =
      IntStream.rangeClosed(1, 21)
          .mapToObj(
              i -> new Prompt("p" + i, i, "public int get%d(".formatted(i), PromptOptions.NONE))
          .toList();

  @TempDir private Path directory;

  private record FamilySource() implements Completer.Source {
    @Override
    public Completer open() throws IOException {
      Engine engine = Engine.start(1, KernelChoice.AUTO);
      LanguageModel[] models = {
        EmbeddedFamily.JAVA.draft(engine),
        EmbeddedFamily.JAVA.qualifier(engine),
        EmbeddedFamily.JAVA.target(engine)
      };
      Decoder decoder =
          Decoder.of(models[2]).draft(models[0]).qualifier(models[1]).method(Method.PSD_E).build();
      Completer completer = new DecoderCompleter(decoder, REQUEST);
      return new Completer() {
        @Override
        public Completion complete(Prompt prompt) throws IOException {
          return completer.complete(prompt);
        }

        @Override
        public void close() {
          Stream.of(models).forEach(LanguageModel::close);
          engine.close();
        }
      };
    }
  }

  @Test
  void sparkWritesTheRowsOfASingleProcess() throws IOException {
    Path alone = directory.resolve("alone.jsonl");
    try (CompletionFile file = CompletionFile.open(alone, REQUEST, PROMPTS, _ -> {});
        Completer completer = new FamilySource().open()) {
      new Batch(PROMPTS, file, BatchProgress.NONE).run(completer);
    }
    List<String> expected = withoutTimes(Files.readAllLines(alone));
    assertThat(expected).hasSize(21).doesNotHaveDuplicates();

    Path lines = directory.resolve("spark.jsonl");
    Files.write(lines, Files.readAllLines(alone).subList(0, 2)); // some are there already
    List<Integer> progress = new ArrayList<>();
    try (CompletionFile file = CompletionFile.open(lines, REQUEST, PROMPTS, _ -> {})) {
      BatchDistributor.find()
          .distribute(
              MASTER,
              new FamilySource(),
              new Batch(PROMPTS, file, (done, _, _) -> progress.add(done)));
    }
    assertThat(withoutTimes(Files.readAllLines(lines))).isEqualTo(expected);
    assertThat(progress).isEqualTo(IntStream.rangeClosed(3, 21).boxed().toList());

    Path table = directory.resolve("spark.parquet");
    BatchDistributor.find()
        .distributeToParquet(
            MASTER, new FamilySource(), REQUEST, PROMPTS, table.toString(), BatchProgress.NONE);
    assertThat(withoutTimes(read(table))).isEqualTo(expected);
    assertThatThrownBy(
            () ->
                BatchDistributor.find()
                    .distributeToParquet(
                        MASTER,
                        new FamilySource(),
                        REQUEST,
                        PROMPTS,
                        table.toString(),
                        BatchProgress.NONE))
        .hasMessageContaining("is there already");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactlyInAnyOrder(alone, lines, table); // no parts
    }
  }

  private static List<String> read(Path table) throws IOException {
    try (SparkSession spark = Master.connect(MASTER, "test")) {
      return spark.read().parquet(table.toString()).toJSON().collectAsList();
    }
  }

  private static List<String> withoutTimes(List<String> lines) {
    return lines.stream()
        .map(line -> Json.read(line, Completion.class))
        .map(
            c ->
                Json.write(
                    new Completion(
                        c.id(),
                        c.line(),
                        c.text(),
                        c.tokens(),
                        c.promptTokens(),
                        c.finishReason(),
                        c.method(),
                        c.seed(),
                        0,
                        0,
                        c.deviationBound(),
                        c.request())))
        .toList();
  }
}
