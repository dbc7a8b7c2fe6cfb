package io.github.pyramidsd.engine;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Session;
import io.github.pyramidsd.decoding.model.Vocabulary;
import io.github.pyramidsd.decoding.sampling.VocabularyKernels;
import io.github.pyramidsd.engine.Engine.CacheType;
import io.github.pyramidsd.engine.gguf.GgufFile;
import io.github.pyramidsd.engine.synthetic.SyntheticModel;
import io.github.pyramidsd.engine.transformer.Config;
import io.github.pyramidsd.engine.transformer.TransformerSession;
import io.github.pyramidsd.engine.transformer.Weights;
import io.github.pyramidsd.engine.transformer.WeightsLoader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A language model read from a GGUF file. Its weights stay off the Java heap. */
public final class GgufModel implements LanguageModel {

  private static final int SMALL_VOCABULARY = 8192;

  private final String name;
  private final Optional<String> synthetic;
  private final Config config;
  private final Vocabulary vocabulary;
  private final Weights weights;
  private final Arena arena;
  private final Engine engine;
  private final AtomicInteger openSessions = new AtomicInteger();

  private GgufModel(GgufFile file, Arena arena, Engine engine) throws IOException {
    this.name = file.name();
    this.synthetic = file.metadata().string(SyntheticModel.KIND_KEY);
    this.arena = arena;
    this.engine = engine;
    this.config = Config.of(file);
    this.vocabulary = GgufTokenizers.of(file.metadata());
    if (vocabulary.size() != config.vocabulary()) {
      throw file.illegal(
          file.requireTensor("token_embd.weight"),
          "has %d rows, but the tokenizer has %d tokens"
              .formatted(config.vocabulary(), vocabulary.size()));
    }
    this.weights = WeightsLoader.load(file, config, arena, engine.pool());
  }

  /**
   * Opens a model on the {@linkplain Engine#shared() shared engine}.
   *
   * @throws IOException if the file cannot be read, is malformed, or holds what the engine does not
   *     support; the message names the file and what is wrong with it
   */
  public static GgufModel open(Path file) throws IOException {
    return open(file, Engine.shared());
  }

  /** Opens a model on a given engine, which must stay open as long as the model. */
  public static GgufModel open(Path file, Engine engine) throws IOException {
    try (GgufFile opened = GgufFile.open(file)) {
      return load(opened, engine);
    }
  }

  /** Reads a model from a stream, such as a resource. */
  public static GgufModel read(String name, InputStream in, Engine engine) throws IOException {
    return load(GgufFile.parse(name, MemorySegment.ofArray(in.readAllBytes())), engine);
  }

  /** Takes the weights into memory of its own, so that the file need not stay open. */
  @SuppressWarnings("MustBeClosedChecker") // the model closes it
  private static GgufModel load(GgufFile file, Engine engine) throws IOException {
    Arena arena = Arena.ofShared();
    try {
      return new GgufModel(file, arena, engine);
    } catch (IOException | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return name;
  }

  /**
   * What kind of made-up model this is, {@link SyntheticModel#RANDOM} or {@link
   * SyntheticModel#PLANTED}; empty for one that was trained. Figures measured with such a model
   * must say so.
   */
  public Optional<String> synthetic() {
    return synthetic;
  }

  @Override
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /**
   * The engine's, except for a vocabulary so small that scalar code is done with it before vector
   * code would be compiled.
   */
  @Override
  public VocabularyKernels vocabularyKernels() {
    return vocabulary.size() < SMALL_VOCABULARY
        ? VocabularyKernels.SCALAR
        : engine.computation().vocabulary();
  }

  @Override
  public int contextLength() {
    return config.contextLength();
  }

  /**
   * The work of a forward pass.
   *
   * @param position how many tokens come before it
   * @param tokens that it forwards, at least 1
   * @param rows how many of them want logits, from 0 to {@code tokens}
   */
  public ForwardWork forwardWork(int position, int tokens, int rows) {
    return ForwardWork.of(config, weights, position, tokens, rows);
  }

  @Override
  public Session newSession(int contextLength) {
    return newSession(contextLength, engine.cacheType());
  }

  /**
   * Opens a context whose keys and values are stored in a given way.
   *
   * @throws IllegalArgumentException if the length is not 1 to {@link #contextLength()}
   */
  public Session newSession(int contextLength, CacheType cacheType) {
    openSessions.incrementAndGet();
    try {
      return new TransformerSession(
          config,
          weights,
          contextLength,
          cacheType.precision(),
          engine.computation(),
          engine.pool(),
          openSessions::decrementAndGet);
    } catch (RuntimeException | Error e) {
      openSessions.decrementAndGet();
      throw e;
    }
  }

  /**
   * Gives back the weights.
   *
   * @throws IllegalStateException if a session is still open
   */
  @Override
  public void close() {
    int open = openSessions.get();
    if (open > 0) {
      throw new IllegalStateException(name + ": closed while " + open + " sessions are open");
    }
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
