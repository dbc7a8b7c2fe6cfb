package io.github.pyramidsd.engine.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Session;
import io.github.pyramidsd.engine.GgufModel;
import io.github.pyramidsd.engine.LayerSubset;
import io.github.pyramidsd.engine.synthetic.Agreement;
import io.github.pyramidsd.engine.synthetic.ModelShape;
import io.github.pyramidsd.engine.synthetic.PlantedFamily;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerTunerTest {

  private static final Duration LONG = Duration.ofMinutes(10);

  @TempDir private Path folder;

  private static GgufModel open(String name) throws IOException {
    try {
      return GgufModel.open(
          Path.of(
              Objects.requireNonNull(LayerTunerTest.class.getResource("/models/" + name)).toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<int[]> random(int vocabulary, int... lengths) {
    SplittableRandom random = new SplittableRandom(3);
    return Arrays.stream(lengths)
        .mapToObj(length -> random.ints(length, 0, vocabulary).toArray())
        .toList();
  }

  @Test
  void thePathGoesFromAllLayersButOneToASingleOne() throws IOException {
    try (GgufModel model = open("java-target.gguf")) {
      LayerTuning tuning =
          LayerTuner.tune(
              model,
              random(4096, 30, 0, 40),
              new TuningOptions(0.8, 50, LONG),
              (done, of, best) -> assertThat(done).isLessThanOrEqualTo(of));
      assertThat(tuning.complete()).isTrue();
      assertThat(tuning.positions()).isEqualTo(50);
      assertThat(tuning.layersTotal()).isEqualTo(model.layers());
      assertThat(tuning.path()).hasSize(model.layers() - 1).contains(tuning.best());
      assertThat(tuning.path().getLast().layers().size()).isEqualTo(1);
      for (LayerChoice choice : tuning.path()) {
        assertThat(choice.acceptance()).isBetween(0.0, 1.0);
        assertThat(choice.relativeCost()).isPositive();
        assertThat(choice.draftLength()).isBetween(1, SpeedupModel.MOST_DRAFTED);
      }
      assertThat(tuning.pays()).isEqualTo(tuning.best().predictedSpeedup() > 1);
    }
  }

  /** At temperature 0 acceptance is how often the most likely tokens are equal: counted here. */
  @Test
  void greedyAcceptanceIsTheShareOfEqualTokens() throws IOException {
    try (GgufModel model = open("java-target.gguf")) {
      List<int[]> sequences = random(4096, 20, 25);
      LayerTuning tuning =
          LayerTuner.tune(
              model, sequences, new TuningOptions(0, 100, LONG), (done, of, best) -> {});
      assertThat(tuning.positions()).isEqualTo(45);
      for (LayerChoice choice : tuning.path()) {
        int equal = 0;
        for (int[] sequence : sequences) {
          int[] own = mostLikely(model, sequence);
          int[] drafted = mostLikely(model.withLayers(choice.layers()), sequence);
          for (int i = 0; i < own.length; i++) {
            equal += own[i] == drafted[i] ? 1 : 0;
          }
        }
        assertThat(choice.acceptance()).isCloseTo(equal / 45.0, within(1e-9));
      }
    }
  }

  private static int[] mostLikely(LanguageModel model, int[] tokens) {
    int[] best = new int[tokens.length];
    float[] logits = new float[model.vocabulary().size()];
    try (Session session = model.newSession(tokens.length)) {
      for (int i = 0; i < tokens.length; i++) {
        session.append(tokens, i, i + 1, 1, logits);
        for (int id = 0; id < logits.length; id++) {
          best[i] = logits[id] > logits[best[i]] ? id : best[i];
        }
      }
    }
    return best;
  }

  /** A planted model's predictions are made in its last layer: the others only add noise. */
  @Test
  void theLayerThatMakesThePredictionsIsFound() throws IOException {
    ModelShape draft = shape("tiny-1", 1);
    ModelShape target = shape("tiny-2", 4);
    PlantedFamily family =
        new PlantedFamily(List.of(draft, target), "Q8_0", Agreement.of(0.5), 2, 1);
    family.write(1, folder, true, (done, total) -> {});
    try (GgufModel model = GgufModel.open(family.files(folder).getLast())) {
      LayerTuning tuning =
          LayerTuner.tune(
              model, random(1500, 64), new TuningOptions(0.8, 64, LONG), (done, of, best) -> {});
      assertThat(tuning.path().getLast().layers()).isEqualTo(LayerSubset.of(3));
      assertThat(tuning.path().getLast().acceptance()).isGreaterThan(0.9);
    }
  }

  private static ModelShape shape(String name, int layers) {
    return new ModelShape(
        name, "llama", 256, layers, 512, 8, 4, 32, 1500, 512, 1e4f, 0, 1e-5f, true);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 90})
  void withoutTimeNothingIsLeftOut(int positions) throws IOException {
    try (GgufModel model = open("java-target.gguf")) {
      LayerTuning tuning =
          LayerTuner.tune(
              model,
              random(4096, 90),
              new TuningOptions(1, positions, Duration.ofNanos(1)),
              (done, of, best) -> {});
      assertThat(tuning.complete()).isFalse();
      assertThat(tuning.pays()).isFalse();
      assertThat(tuning.path()).isEmpty();
      assertThat(tuning.best().layers()).isEqualTo(LayerSubset.all(model.layers()));
      assertThat(tuning.positions()).isEqualTo(Math.min(positions, 32));
    }
  }

  @Test
  void whatCannotBeMeasuredIsNamed() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TuningOptions(-1, 1, LONG))
        .withMessage("temperature is -1.0, expected 0 to 100");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TuningOptions(1, 0, LONG))
        .withMessage("positions is 0, expected 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TuningOptions(1, 1, Duration.ZERO))
        .withMessage("limit is PT0S, expected more than nothing");
    try (GgufModel model = open("java-draft.gguf")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tune(model, List.of(new int[0])))
          .withMessage("there are no tokens to compare layers on");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tune(model, List.of(new int[513])))
          .withMessageContaining("a sequence has 513 tokens, expected at most 512");
    }
  }

  private static void tune(GgufModel model, List<int[]> sequences) {
    LayerTuner.tune(model, sequences, TuningOptions.DEFAULT, (done, of, best) -> {});
  }
}
