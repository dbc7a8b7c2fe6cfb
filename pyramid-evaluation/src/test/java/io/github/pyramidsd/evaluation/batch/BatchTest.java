package io.github.pyramidsd.evaluation.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.evaluation.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchTest {

  private static final Request REQUEST =
      new Request("target", "models", GenerateOptions.builder().seed(5).build(), false);
  private static final List<Prompt> PROMPTS =
      IntStream.rangeClosed(1, 7).mapToObj(i -> prompt("p" + i, i, "text " + i)).toList();

  @TempDir private Path directory;
  private final List<String> notes = new ArrayList<>();

  /** Answers as an echo, and ends the process, as it were, after some prompts. */
  private static final class Echo implements Completer {
    private int left;

    Echo(int prompts) {
      left = prompts;
    }

    @Override
    public Completion complete(Prompt prompt) throws IOException {
      if (left == 0) {
        throw new IOException("killed");
      }
      left--;
      return completion(prompt, REQUEST);
    }

    @Override
    public void close() {}
  }

  @Test
  void aResumedBatchHasEveryPromptOnce() throws IOException {
    for (int finished : new int[] {2, 0, 3}) {
      assertThatThrownBy(() -> run(finished)).hasMessage("killed");
    }
    run(100);
    assertThat(ids()).containsExactly("p1", "p2", "p3", "p4", "p5", "p6", "p7");
    run(0); // nothing is left to do
    assertThat(ids()).hasSize(7);
  }

  @Test
  void aTornLineIsCutOffAndItsPromptCompletedAgain() throws IOException {
    assertThatThrownBy(() -> run(3)).hasMessage("killed");
    String whole = Files.readString(output());
    for (int cut = 1; cut < 40; cut += 7) {
      Files.writeString(output(), whole.substring(0, whole.length() - cut));
      notes.clear();
      run(100);
      assertThat(ids()).containsExactly("p1", "p2", "p3", "p4", "p5", "p6", "p7");
      assertThat(notes).singleElement().asString().contains("line 3 was not finished");
    }
  }

  @Test
  void progressCountsWhatWasDoneBefore() throws IOException {
    assertThatThrownBy(() -> run(5)).hasMessage("killed");
    List<String> heard = new ArrayList<>();
    try (CompletionFile file = open(REQUEST, PROMPTS)) {
      new Batch(PROMPTS, file, (done, total, _) -> heard.add(done + " of " + total))
          .run(new Echo(100));
    }
    assertThat(heard).containsExactly("6 of 7", "7 of 7");
  }

  @Test
  void theTimeLeftFollowsThePace() {
    long[] now = {0};
    List<Duration> left = new ArrayList<>();
    Pace pace = new Pace(10, 16, (_, _, duration) -> left.add(duration), () -> now[0]);
    for (int i = 1; i <= 3; i++) {
      now[0] = Duration.ofSeconds(4L * i).toNanos();
      pace.finish();
    }
    assertThat(left)
        .containsExactly(Duration.ofSeconds(20), Duration.ofSeconds(16), Duration.ofSeconds(12));
  }

  @Test
  void aFileOfOtherOptionsOrPromptsIsNotContinued() throws IOException {
    run(100);
    Request hotter =
        new Request("target", "models", GenerateOptions.builder().seed(6).build(), false);
    assertThatThrownBy(() -> open(hotter, PROMPTS))
        .hasMessageStartingWith(output() + ":1: prompt \"p1\" was completed with other");
    List<Prompt> edited = new ArrayList<>(PROMPTS);
    edited.set(3, prompt("p4", 4, "another text"));
    assertThatThrownBy(() -> open(REQUEST, edited))
        .hasMessageStartingWith(output() + ":4: prompt \"p4\" was completed with other");
    assertThatThrownBy(() -> open(REQUEST, PROMPTS.subList(0, 6)))
        .hasMessageStartingWith(output() + ":7: there is no prompt \"p7\"");
    assertThat(ids()).hasSize(7); // and the file is as it was
  }

  @Test
  void aBatchWithoutASeedGoesOnAndOneWithASeedDoesNotContinueIt() throws IOException {
    Request unseeded = new Request("target", "models", GenerateOptions.DEFAULT, false);
    try (CompletionFile file = open(unseeded, PROMPTS)) {
      file.append(completion(PROMPTS.getFirst(), unseeded));
    }
    try (CompletionFile file = open(unseeded, PROMPTS)) {
      assertThat(file.missing(PROMPTS)).hasSize(6);
    }
    assertThat(Json.read(Files.readString(output()), Completion.class).seed()).isNull();
    assertThatThrownBy(() -> open(REQUEST, PROMPTS))
        .hasMessageStartingWith(output() + ":1: prompt \"p1\" was completed with other");
  }

  @Test
  void damageIsNamedByItsLine() throws IOException {
    run(100);
    Files.writeString(output(), "{}\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> open(REQUEST, PROMPTS))
        .hasMessageStartingWith(output() + ":8: not a completion: ");
    List<String> lines = Files.readAllLines(output()).subList(0, 7);
    Files.writeString(output(), String.join("\n", lines) + "\n" + lines.get(1) + "\n");
    assertThatThrownBy(() -> open(REQUEST, PROMPTS))
        .hasMessage(output() + ":8: prompt \"p2\" is completed twice");
  }

  @Test
  void twoBatchesDoNotWriteToOneFile() throws IOException {
    try (CompletionFile _ = open(REQUEST, PROMPTS)) {
      assertThatThrownBy(() -> open(REQUEST, PROMPTS))
          .hasMessageContaining("another process is writing to it");
    }
  }

  private void run(int prompts) throws IOException {
    try (CompletionFile file = open(REQUEST, PROMPTS)) {
      new Batch(PROMPTS, file, BatchProgress.NONE).run(new Echo(prompts));
    }
  }

  private CompletionFile open(Request request, List<Prompt> prompts) throws IOException {
    return CompletionFile.open(output(), request, prompts, notes::add);
  }

  private List<String> ids() throws IOException {
    return Files.readAllLines(output()).stream()
        .map(line -> Json.read(line, Completion.class).id())
        .toList();
  }

  private Path output() {
    return directory.resolve("completions.jsonl");
  }

  private static Prompt prompt(String id, int line, String text) {
    return new Prompt(id, line, text, PromptOptions.NONE);
  }

  private static Completion completion(Prompt prompt, Request request) {
    return new Completion(
        prompt.id(),
        prompt.line(),
        prompt.text() + "\n\t\u00e9",
        List.of(1, 2),
        3,
        "max-tokens",
        request.method(),
        seed(request.options(prompt)),
        0.5,
        0.1,
        null,
        request.digest(prompt));
  }

  private static @Nullable Long seed(GenerateOptions options) {
    return options.seed().isPresent() ? options.seed().getAsLong() : null;
  }
}
