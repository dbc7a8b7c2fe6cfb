package io.github.pyramidsd.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Session;
import io.github.pyramidsd.engine.Engine.KernelChoice;
import io.github.pyramidsd.engine.gguf.GgufFiles;
import io.github.pyramidsd.engine.transformer.Config;
import io.github.pyramidsd.engine.transformer.TransformerSession;
import io.github.pyramidsd.engine.transformer.Weights;
import io.github.pyramidsd.engine.transformer.WeightsLoader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerSkippingModelTest {

  private static final int[] TOKENS = {5, 931, 474, 7, 417, 970, 12, 600};

  @ParameterizedTest
  @CsvSource({"java-target", "tiny-qwen3-f32"})
  void allLayersAreTheModelItself(String name) throws IOException {
    try (GgufModel model = TestModels.open(name);
        LanguageModel view = model.withLayers(LayerSubset.all(model.layers()))) {
      assertThat(logits(view)).isEqualTo(logits(model));
    }
  }

  /** A model made by hand of these layers' weights gives the same numbers, bit for bit. */
  @ParameterizedTest
  @CsvSource({"0", "1-2", "0,3", "2-3"})
  void someLayersAreAModelOfThoseLayers(String text) throws IOException {
    LayerSubset layers = LayerSubset.parse(text);
    try (GgufModel model = TestModels.open("java-target");
        Arena arena = Arena.ofShared();
        GgufFiles file = GgufFiles.open(TestModels.path("java-target"))) {
      Engine engine = Engine.shared();
      Config config = Config.of(file);
      Weights all = WeightsLoader.load(file, config, arena, engine.pool(), _ -> {});
      List<Weights.Block> blocks = layers.layers().stream().map(all.blocks()::get).toList();
      Weights some =
          new Weights(all.embedding(), blocks, all.outputNorm(), all.output(), all.ropeFactors());
      float[] expected = new float[config.vocabulary()];
      try (Session session =
          new TransformerSession(
              config.withLayers(layers.size()),
              some,
              TOKENS.length,
              engine.cacheType().precision(),
              engine.computation(),
              engine.pool(),
              (_, _) -> {},
              _ -> {})) {
        session.append(TOKENS, 0, TOKENS.length, 1, expected);
      }
      assertThat(logits(model.withLayers(layers))).isEqualTo(expected).isNotEqualTo(logits(model));
    }
  }

  /** What is true of a model's sessions is true of these. */
  @ParameterizedTest
  @CsvSource({"java-target, 1, SCALAR", "java-target, 2, VECTOR"})
  void logitsDependOnThePrefixAlone(String name, int threads, KernelChoice kernels)
      throws IOException {
    long seed = 11;
    SplittableRandom random = new SplittableRandom(seed);
    LayerSubset layers = LayerSubset.parse("0,2-3");
    try (Engine engine = Engine.start(threads, kernels);
        GgufModel model = TestModels.open(name, engine);
        LanguageModel view = model.withLayers(layers);
        Session session = view.newSession(50);
        GgufModel reference = TestModels.open(name)) {
      int vocabulary = view.vocabulary().size();
      int[] context = new int[50];
      int steps = Boolean.getBoolean("pyramid.exhaustive") ? 20 : 9;
      for (int step = 0; step < steps; step++) {
        if (random.nextInt(3) == 0) {
          session.rewind(random.nextInt(session.position() + 1));
        }
        int from = session.position();
        int n = Math.min(1 + random.nextInt(35), context.length - from);
        if (n == 0) {
          continue;
        }
        for (int i = from; i < from + n; i++) {
          context[i] = random.nextInt(vocabulary);
        }
        float[] logits = new float[vocabulary];
        session.append(context, from, from + n, 1, logits);
        if (step % 4 > 0) {
          continue; // comparing takes much longer than the pass
        }
        assertThat(logits)
            .as("seed %d, step %d", seed, step)
            .isEqualTo(oneByOne(reference.withLayers(layers), Arrays.copyOf(context, from + n)));
      }
    }
  }

  private static float[] oneByOne(LanguageModel model, int[] tokens) {
    float[] logits = new float[model.vocabulary().size()];
    try (Session session = model.newSession(tokens.length)) {
      for (int i = 0; i < tokens.length; i++) {
        session.append(tokens, i, i + 1, 1, logits);
      }
    }
    return logits;
  }

  @Test
  void itIsTheModelButForItsNameAndItsWork() throws IOException {
    try (GgufModel model = TestModels.open("java-target")) {
      LayerSkippingModel view = model.withLayers(LayerSubset.parse("0-1,3"));
      assertThat(view.name()).isEqualTo(model.name() + "[layers 0-1,3]");
      assertThat(view.layers()).hasToString("0-1,3");
      assertThat(view.model()).isSameAs(model);
      assertThat(view.vocabulary()).isSameAs(model.vocabulary());
      assertThat(view.vocabularyKernels()).isSameAs(model.vocabularyKernels());
      assertThat(view.contextLength()).isEqualTo(model.contextLength());
      long whole = model.forwardWork(0, 1, 0).weightBytes();
      assertThat(view.forwardWork(0, 1, 0).weightBytes() * model.layers()).isEqualTo(3 * whole);
    }
  }

  @Test
  void aLayerThatIsNotThereIsNamed() throws IOException {
    try (GgufModel model = TestModels.open("java-draft")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.withLayers(LayerSubset.parse("0,77")).close())
          .withMessage(
              "layer 77 of 0,77 is not there, the model has layers 0 to %d"
                  .formatted(model.layers() - 1));
    }
  }

  @Test
  void closingItClosesItsOwnSessionsAlone() throws IOException {
    try (GgufModel model = TestModels.open("java-draft")) {
      LanguageModel view = model.withLayers(LayerSubset.of(0));
      Session ofView = view.newSession(8);
      Session ofModel = model.newSession(8);
      view.close();
      view.close();
      assertClosed(ofView);
      ofModel.append(TOKENS, 0, 2, 0, new float[0]);
      assertThatIllegalStateException()
          .isThrownBy(() -> view.newSession(8).close())
          .withMessage(view.name() + ": the model is closed");
    }
  }

  @Test
  void closingTheModelClosesItsSessionsToo() throws IOException {
    GgufModel model = TestModels.open("java-draft");
    LanguageModel view = model.withLayers(LayerSubset.of(0));
    Session session = view.newSession(8);
    model.close();
    assertClosed(session);
    assertThatIllegalStateException()
        .isThrownBy(() -> view.newSession(8).close())
        .withMessage(model.name() + ": the model is closed");
    view.close();
  }

  private static void assertClosed(Session session) {
    assertThatIllegalStateException()
        .isThrownBy(() -> session.append(TOKENS, 0, 1, 0, new float[0]))
        .withMessage("the session is closed, or its model is");
  }

  @Test
  void itsCacheTakesTheMemoryOfItsLayersAlone() throws IOException {
    AtomicLong available = new AtomicLong(Long.MAX_VALUE);
    try (GgufModel model =
        GgufModel.open(
            TestModels.path("java-target"),
            Engine.shared(),
            LoadOptions.DEFAULT.withAvailableMemory(available::get))) {
      LanguageModel one = model.withLayers(LayerSubset.of(1));
      available.set(1_000_000);
      assertThatThrownBy(() -> model.newSession(512).close())
          .isInstanceOf(InsufficientMemoryException.class);
      one.newSession(512).close();
      available.set(1000);
      assertThatThrownBy(() -> one.newSession(512).close())
          .isInstanceOf(InsufficientMemoryException.class)
          .hasMessageStartingWith(model.name() + "[layers 1]: a context of 256 tokens");
    }
  }

  private static float[] logits(LanguageModel model) {
    int[] tokens = Arrays.stream(TOKENS).map(t -> t % model.vocabulary().size()).toArray();
    float[] logits = new float[model.vocabulary().size()];
    try (Session session = model.newSession(tokens.length)) {
      session.append(tokens, 0, tokens.length, 1, logits);
    }
    return logits;
  }
}
