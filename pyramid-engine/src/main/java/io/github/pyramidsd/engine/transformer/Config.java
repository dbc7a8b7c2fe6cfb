package io.github.pyramidsd.engine.transformer;

import io.github.pyramidsd.engine.gguf.GgufException;
import io.github.pyramidsd.engine.gguf.GgufFiles;
import io.github.pyramidsd.engine.gguf.GgufMetadata;
import java.util.Map;
import java.util.Optional;

/**
 * The shape of a transformer.
 *
 * @param architecture the family's name in GGUF
 * @param contextLength the most positions
 * @param width numbers of a token's state (the embedding length)
 * @param layers number of blocks
 * @param hidden numbers between the two halves of the feed-forward network
 * @param heads query heads
 * @param keyValueHeads heads of keys and values, each shared by {@code heads / keyValueHeads} query
 *     heads
 * @param headSize numbers of a query, a key and a value
 * @param rotated how many numbers of a head the position rotates
 * @param ropeBase the base of the rotation's frequencies
 * @param ropeScale divides positions
 * @param ropePairs which numbers a rotation takes together
 * @param epsilon is added to the mean square that a norm divides by
 * @param vocabulary number of tokens
 */
public record Config(
    String architecture,
    int contextLength,
    int width,
    int layers,
    int hidden,
    int heads,
    int keyValueHeads,
    int headSize,
    int rotated,
    double ropeBase,
    double ropeScale,
    RopePairs ropePairs,
    float epsilon,
    int vocabulary) {

  /** Which two numbers of a head make a point that its position rotates. */
  public enum RopePairs {
    /** Neighbours: 0 and 1, 2 and 3 … */
    ADJACENT,
    /** One from each half: 0 and n/2, 1 and n/2 + 1 … (NeoX) */
    HALVES
  }

  private static final Map<String, RopePairs> ARCHITECTURES =
      Map.of(
          "llama", RopePairs.ADJACENT,
          "qwen2", RopePairs.HALVES,
          "qwen3", RopePairs.HALVES);

  private static final int LIMIT = 1 << 20;

  /** Numbers of all queries of a token together. */
  public int queryWidth() {
    return heads * headSize;
  }

  /** Numbers of all keys, or values, of a token together. */
  public int keyValueWidth() {
    return keyValueHeads * headSize;
  }

  /** The memory that one position takes in a cache of single precision, in bytes. */
  public long cacheBytesPerToken() {
    return 2L * layers * keyValueWidth() * Float.BYTES;
  }

  /** The same shape with another number of layers. */
  public Config withLayers(int count) {
    return new Config(
        architecture,
        contextLength,
        width,
        count,
        hidden,
        heads,
        keyValueHeads,
        headSize,
        rotated,
        ropeBase,
        ropeScale,
        ropePairs,
        epsilon,
        vocabulary);
  }

  /**
   * Reads the shape that a file describes.
   *
   * @throws GgufException if something is missing, out of range or not supported; names the key
   */
  public static Config of(GgufFiles file) throws GgufException {
    return new Reader(file.metadata()).read(file);
  }

  /** Reads keys below the architecture's name and checks their ranges. */
  private static final class Reader {

    private final GgufMetadata metadata;
    private final String architecture;
    private final RopePairs ropePairs;

    Reader(GgufMetadata metadata) throws GgufException {
      this.metadata = metadata;
      this.architecture = metadata.requireString("general.architecture");
      RopePairs known = ARCHITECTURES.get(architecture);
      if (known == null) {
        throw metadata.illegal(
            "general.architecture",
            "architecture '%s' is not supported, only %s"
                .formatted(architecture, ARCHITECTURES.keySet().stream().sorted().toList()));
      }
      this.ropePairs = known;
    }

    Config read(GgufFiles file) throws GgufException {
      rejectUnsupported();
      int width = positive("embedding_length", Optional.empty());
      int heads = positive("attention.head_count", Optional.empty());
      int keyValueHeads = positive("attention.head_count_kv", Optional.of(heads));
      int headSize = positive("attention.key_length", Optional.of(Math.max(1, width / heads)));
      int valueSize = positive("attention.value_length", Optional.of(headSize));
      int rotated = positive("rope.dimension_count", Optional.of(headSize));
      check(
          heads % keyValueHeads == 0,
          "attention.head_count_kv",
          keyValueHeads,
          "a divisor of attention.head_count, " + heads);
      check(
          valueSize == headSize,
          "attention.value_length",
          valueSize,
          "attention.key_length, " + headSize);
      check(
          rotated <= headSize && rotated % 2 == 0,
          "rope.dimension_count",
          rotated,
          "even and at most attention.key_length, " + headSize);
      check(
          (long) heads * headSize <= LIMIT,
          "attention.head_count",
          heads,
          "at most " + LIMIT / headSize);
      return new Config(
          architecture,
          positive("context_length", Optional.empty()),
          width,
          positive("block_count", Optional.empty()),
          positive("feed_forward_length", Optional.empty()),
          heads,
          keyValueHeads,
          headSize,
          rotated,
          real("rope.freq_base", 10000),
          ropeScale(),
          ropePairs,
          (float) real("attention.layer_norm_rms_epsilon", 1e-5),
          Math.toIntExact(file.requireTensor("token_embd.weight").dimension(1)));
    }

    private void rejectUnsupported() throws GgufException {
      check(
          integer("expert_count", 0) == 0,
          "expert_count",
          integer("expert_count", 0),
          "0: mixtures of experts are not supported");
      String scaling = metadata.string(key("rope.scaling.type")).orElse("none");
      if (!scaling.equals("none") && !scaling.equals("linear")) {
        throw metadata.illegal(
            key("rope.scaling.type"),
            "'%s' is not supported, only none, linear and the tensor rope_freqs.weight"
                .formatted(scaling));
      }
    }

    private double ropeScale() throws GgufException {
      boolean linear = metadata.string(key("rope.scaling.type")).orElse("none").equals("linear");
      return linear ? real("rope.scaling.factor", 1) : 1;
    }

    private int positive(String name, Optional<Integer> fallback) throws GgufException {
      long value =
          fallback.isPresent() ? integer(name, fallback.get()) : metadata.requireInteger(key(name));
      // A context may be longer than any other length.
      long limit = name.equals("context_length") ? Integer.MAX_VALUE - 8 : LIMIT;
      check(value >= 1 && value <= limit, name, value, "1 to " + limit);
      return (int) value;
    }

    private long integer(String name, long fallback) throws GgufException {
      return metadata.integer(key(name)).orElse(fallback);
    }

    private double real(String name, double fallback) throws GgufException {
      double value = metadata.real(key(name)).orElse(fallback);
      if (!(value > 0 && value < 1e12)) {
        throw metadata.illegal(key(name), "is " + value + ", expected more than 0, below 1e12");
      }
      return value;
    }

    private void check(boolean legal, String name, long value, String range) throws GgufException {
      if (!legal) {
        throw metadata.illegal(key(name), "is " + value + ", expected " + range);
      }
    }

    private String key(String name) {
      return architecture + "." + name;
    }
  }
}
