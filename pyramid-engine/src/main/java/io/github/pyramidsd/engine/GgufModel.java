package io.github.pyramidsd.engine;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Session;
import io.github.pyramidsd.decoding.model.Vocabulary;
import io.github.pyramidsd.decoding.sampling.VocabularyKernels;
import io.github.pyramidsd.engine.Engine.CacheType;
import io.github.pyramidsd.engine.gguf.GgufFiles;
import io.github.pyramidsd.engine.synthetic.SyntheticModel;
import io.github.pyramidsd.engine.transformer.Config;
import io.github.pyramidsd.engine.transformer.Weights;
import io.github.pyramidsd.engine.transformer.WeightsLoader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** A language model read from a GGUF file. Its weights stay off the Java heap. */
public final class GgufModel implements LanguageModel {

  private static final int SMALL_VOCABULARY = 8192;

  private final String name;
  private final Optional<String> synthetic;
  private final Config config;
  private final Vocabulary vocabulary;
  private final Transformer transformer;
  private final Arena arena;
  private final OpenSessions sessions;
  private final String fingerprint;

  private GgufModel(GgufFiles file, Arena arena, Engine engine, LoadOptions options)
      throws IOException {
    this.name = file.name();
    this.synthetic = file.metadata().string(SyntheticModel.KIND_KEY);
    this.arena = arena;
    this.sessions = new OpenSessions(name);
    this.fingerprint = Fingerprint.of(file);
    this.config = Config.of(file);
    this.vocabulary = vocabulary(file, config, options.tokenizerOptional());
    long bytes = WeightsLoader.memoryBytes(file);
    Transformer.demand(name, config, bytes, options.contextLength(), engine.cacheType())
        .require(options.availableMemory().getAsLong());
    Weights weights =
        WeightsLoader.load(file, config, arena, engine.pool(), progress(file, options.progress()));
    this.transformer = new Transformer(name, config, weights, engine, options.availableMemory());
  }

  /**
   * Opens a model on the {@linkplain Engine#shared() shared engine}. Of a model that is split into
   * several files, {@code name-00001-of-00003.gguf} and so on, any of them opens all.
   *
   * @throws IOException if the file cannot be read, is malformed, or holds what the engine does not
   *     support; the message names the file and what is wrong with it
   * @throws InsufficientMemoryException if there is not enough memory for the weights
   */
  public static GgufModel open(Path file) throws IOException {
    return open(file, Engine.shared());
  }

  /** Opens a model on a given engine, which must stay open as long as the model. */
  public static GgufModel open(Path file, Engine engine) throws IOException {
    return open(file, engine, LoadOptions.DEFAULT);
  }

  /**
   * Opens a model on a given engine, which must stay open as long as the model.
   *
   * @throws InsufficientMemoryException if there is not enough memory for the weights and a context
   *     of the length that the options say; none of it has been taken then
   */
  public static GgufModel open(Path file, Engine engine, LoadOptions options) throws IOException {
    try (GgufFiles opened = GgufFiles.open(file)) {
      return load(opened, engine, options);
    }
  }

  /** Reads a model from a stream, such as a resource. */
  public static GgufModel read(String name, InputStream in, Engine engine) throws IOException {
    GgufFiles file = GgufFiles.parse(name, MemorySegment.ofArray(in.readAllBytes()));
    return load(file, engine, LoadOptions.DEFAULT);
  }

  private static Vocabulary vocabulary(GgufFiles file, Config config, boolean optional)
      throws IOException {
    try {
      Vocabulary vocabulary = GgufTokenizers.of(file.metadata());
      if (vocabulary.size() != config.vocabulary()) {
        throw file.illegal(
            file.requireTensor("token_embd.weight"),
            "has %s rows, but the tokenizer has %s tokens"
                .formatted(config.vocabulary(), vocabulary.size()));
      }
      return vocabulary;
    } catch (IOException e) {
      if (optional) {
        return new IdsOnly(config.vocabulary(), String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  /** Takes the weights into memory of its own, so that the file need not stay open. */
  @SuppressWarnings("MustBeClosedChecker") // the model closes it
  private static GgufModel load(GgufFiles file, Engine engine, LoadOptions options)
      throws IOException {
    Arena arena = Arena.ofShared();
    try {
      return new GgufModel(file, arena, engine, options);
    } catch (IOException | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  /** Sums up the pieces that threads report. */
  private static LongConsumer progress(GgufFiles file, LoadProgress listener) {
    long total = WeightsLoader.storedBytes(file);
    AtomicLong sum = new AtomicLong();
    return bytes -> {
      synchronized (sum) {
        listener.loaded(sum.addAndGet(bytes), total);
      }
    };
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
        : transformer.engine().computation().vocabulary();
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
    return transformer.work(position, tokens, rows);
  }

  /** How many layers there are. */
  public int layers() {
    return config.layers();
  }

  /**
   * A model that runs only these layers, on the weights of this one: a draft that needs no memory
   * but a cache. It can be used as long as this one is open.
   *
   * @throws IllegalArgumentException if this model does not have them all; names the first that is
   *     not there
   */
  public LayerSkippingModel withLayers(LayerSubset layers) {
    return new LayerSkippingModel(this, transformer, sessions, layers);
  }

  /**
   * Tells models apart by their content, wherever they are stored: 16 hexadecimal digits, made of
   * the header, the size and a sample of the weights. The same file gives the same ones; another
   * format or other weights give others. A split model differs from the same one in a single file.
   */
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public Session newSession(int contextLength) {
    return newSession(contextLength, transformer.engine().cacheType());
  }

  /**
   * Opens a context whose keys and values are stored in a given way. Its memory grows with what it
   * holds: {@link Session#append} throws {@link InsufficientMemoryException} where there is no
   * more, and leaves the context as it was.
   *
   * @throws IllegalArgumentException if the length is not 1 to {@link #contextLength()}
   * @throws InsufficientMemoryException if there is not enough memory for its first tokens
   * @throws IllegalStateException if the model is closed
   */
  public Session newSession(int contextLength, CacheType cacheType) {
    return transformer.open(contextLength, cacheType, List.of(sessions));
  }

  /**
   * Gives back the weights, and closes all sessions that are still open. Where another thread is in
   * a forward pass, this waits for the end of it; the other thread is then told that its session is
   * closed. Closing twice does no harm.
   */
  @Override
  public void close() {
    if (sessions.close()) {
      arena.close();
    }
  }
}
