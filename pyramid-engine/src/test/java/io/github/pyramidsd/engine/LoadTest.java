package io.github.pyramidsd.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.pyramidsd.engine.Engine.KernelChoice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadTest {

  private static final LoadOptions OPTIONS = LoadOptions.DEFAULT;

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void progressRisesToTheTotal(int threads) throws IOException {
    List<Long> heard = new ArrayList<>();
    AtomicLong total = new AtomicLong();
    LoadProgress listener =
        (bytes, all) -> {
          heard.add(bytes);
          total.set(all);
        };
    try (Engine engine = Engine.start(threads, KernelChoice.AUTO)) {
      GgufModel.open(TestModels.path("java-target"), engine, OPTIONS.withProgress(listener))
          .close();
    }
    assertThat(heard).hasSizeGreaterThan(3).isSorted().doesNotHaveDuplicates();
    assertThat(heard.getLast()).isEqualTo(total.get());
  }

  @Test
  void whatCannotFitIsRefusedBeforeItIsLoaded() throws IOException {
    GgufInspection inspection = GgufInspection.of(TestModels.path("java-target"));
    List<Long> heard = new ArrayList<>();
    LoadOptions options = OPTIONS.withProgress((bytes, _) -> heard.add(bytes));
    assertThatExceptionOfType(InsufficientMemoryException.class)
        .isThrownBy(() -> open(options.withAvailableMemory(() -> inspection.weightBytes() - 1)))
        .withMessageContainingAll(
            TestModels.path("java-target")
                + ": its weights need 0.00 GB of memory, but only 0.00 GB",
            "use a file with smaller weights, such as Q4_0, or end other programs");
    assertThat(heard).isEmpty();
    open(options.withAvailableMemory(inspection::weightBytes));
    assertThat(heard).isNotEmpty();
  }

  @Test
  void theContextCounts() throws IOException {
    long weights = GgufInspection.of(TestModels.path("java-target")).weightBytes();
    LoadOptions options = OPTIONS.withContextLength(512).withAvailableMemory(() -> weights + 1000);
    assertThatExceptionOfType(InsufficientMemoryException.class)
        .isThrownBy(() -> open(options))
        .withMessageContainingAll(
            "for weights and", "a context of 512 tokens", "use a shorter context or a file");
    open(options.withContextLength(0));
  }

  @Test
  void aContextThatCannotFitIsRefused() throws IOException {
    AtomicLong available = new AtomicLong(Long.MAX_VALUE);
    try (GgufModel model =
        GgufModel.open(
            TestModels.path("java-target"),
            Engine.shared(),
            OPTIONS.withAvailableMemory(available::get))) {
      available.set(1000);
      assertThatExceptionOfType(InsufficientMemoryException.class)
          .isThrownBy(() -> model.newSession(512).close())
          .withMessageContainingAll(
              "a context of 256 tokens needs", "only 0.00 GB are available", "a shorter context");
      available.set(Long.MAX_VALUE);
      model.newSession(512).close();
    }
  }

  @Test
  void aNegativeContextIsIllegal() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OPTIONS.withContextLength(-1))
        .withMessageContaining("-1");
  }

  @Test
  void numbersAreInTheMessage() {
    MemoryDemand demand = new MemoryDemand("m.gguf", 3L << 29, 4096, 1L << 28);
    assertThatExceptionOfType(InsufficientMemoryException.class)
        .isThrownBy(() -> demand.require(1L << 30))
        .withMessage(
            "m.gguf: needs 1.75 GB of memory, 1.50 GB for weights and 0.25 GB for a context of 4096"
                + " tokens, but only 1.00 GB are available: use a shorter context or a file with"
                + " smaller weights, such as Q4_0, or end other programs");
  }

  private static void open(LoadOptions options) throws IOException {
    GgufModel.open(TestModels.path("java-target"), Engine.shared(), options).close();
  }
}
