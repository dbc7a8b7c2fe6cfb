package io.github.pyramidsd.engine.transformer;

import io.github.pyramidsd.engine.gguf.GgufException;
import io.github.pyramidsd.engine.gguf.GgufFiles;
import io.github.pyramidsd.engine.gguf.GgufMetadata;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

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

  /** Keys that say nothing about what a forward pass of these architectures computes. */
  private static final Set<String> HARMLESS =
      Set.of(
          "vocab_size", // the tensors say it
          "tensor_data_layout",
          "pooling_type", // of embeddings
          "attention.layer_norm_epsilon", // these architectures have RMS norms only
          "attention.sliding_window_pattern", // means nothing without a window, which is checked
          "rope.scaling.original_context_length", // for kinds of scaling that are refused
          "rope.scaling.finetuned");

  /** Keys that would change what a pass computes, and the values with which they do not. */
  private static final Map<String, Set<Object>> NEUTRAL =
      Map.ofEntries(
          Map.entry("attention.causal", Set.of(true)),
          Map.entry("use_parallel_residual", Set.of(false)),
          Map.entry("attention.max_alibi_bias", Set.of(0.0)),
          Map.entry("attention.clamp_kqv", Set.of(0.0)),
          Map.entry("attn_logit_softcapping", Set.of(0.0)),
          Map.entry("final_logit_softcapping", Set.of(0.0)),
          Map.entry("embedding_scale", Set.of(0.0, 1.0)), // 0 is unset, as in llama.cpp
          Map.entry("residual_scale", Set.of(0.0, 1.0)),
          Map.entry("logit_scale", Set.of(0.0, 1.0)),
          Map.entry("rope.scaling.attn_factor", Set.of(1.0)),
          Map.entry("rope.scaling.yarn_attn_factor", Set.of(1.0)),
          Map.entry("expert_count", Set.of(0.0)),
          Map.entry("expert_used_count", Set.of(0.0)));

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
    private final Set<String> read = new HashSet<>();

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
      int contextLength = positive("context_length", Optional.empty());
      Config config =
          new Config(
              architecture,
              contextLength,
              width,
              positive("block_count", Optional.empty()),
              positive("feed_forward_length", Optional.empty()),
              heads,
              keyValueHeads,
              headSize,
              rotated,
              real("rope.freq_base", OptionalDouble.of(10000)),
              ropeScale(),
              ropePairs,
              (float) real("attention.layer_norm_rms_epsilon", OptionalDouble.empty()),
              Math.toIntExact(file.requireTensor("token_embd.weight").dimension(1)));
      checkAttention(headSize, contextLength);
      checkRest();
      return config;
    }

    /** As the format has it: the factor is linear unless the type says otherwise. */
    private double ropeScale() throws GgufException {
      String type = metadata.string(key("rope.scaling.type")).orElse("linear");
      if (!type.equals("none") && !type.equals("linear")) {
        throw metadata.illegal(
            key("rope.scaling.type"),
            "'%s' is not supported, only none, linear and the tensor rope_freqs.weight"
                .formatted(type));
      }
      double factor = ropeFactor("rope.scaling.factor");
      double old = ropeFactor("rope.scale_linear");
      if (type.equals("none")) {
        return 1;
      }
      if (factor != 1 && old != 1 && factor != old) {
        throw metadata.illegal(
            key("rope.scale_linear"),
            "is " + old + ", but " + key("rope.scaling.factor") + " is " + factor);
      }
      return factor == 1 ? old : factor;
    }

    /** The factor under a key; 0 means none, as in llama.cpp. */
    private double ropeFactor(String name) throws GgufException {
      return metadata.real(key(name)).orElse(1) == 0 ? 1 : real(name, OptionalDouble.of(1));
    }

    private void checkAttention(int headSize, int contextLength) throws GgufException {
      double usual = 1 / Math.sqrt(headSize);
      double scale = metadata.real(key("attention.scale")).orElse(usual);
      if (scale != 0 && !(Math.abs(scale / usual - 1) < 1e-6)) {
        throw metadata.illegal(
            key("attention.scale"),
            "is " + scale + ", which is not supported, only the usual " + usual);
      }
      long window = integer("attention.sliding_window", 0);
      check(
          window == 0 || window >= contextLength,
          "attention.sliding_window",
          window,
          "0 or at least the context length, " + contextLength + ": windows are not supported");
    }

    /** What is not understood is refused: it could be a part of the model that is not computed. */
    private void checkRest() throws GgufException {
      for (String key : metadata.keys()) {
        if (!key.startsWith(architecture + ".") || read.contains(key)) {
          continue;
        }
        String name = key.substring(architecture.length() + 1);
        Set<Object> neutral = NEUTRAL.getOrDefault(name, Set.of());
        Object value = scalar(key);
        if (!HARMLESS.contains(name) && !neutral.contains(value)) {
          throw metadata.illegal(
              key,
              neutral.isEmpty()
                  ? "is not a key that the engine knows for this architecture, and could change"
                      + " what the model computes"
                  : "is %s, which is not supported, only %s"
                      .formatted(value, neutral.stream().map(String::valueOf).sorted().toList()));
        }
      }
    }

    /** A number as a double, or a boolean; of anything else, which can be long, the type's name. */
    private Object scalar(String key) throws GgufException {
      return switch (metadata.value(key)) {
        case Number number -> number.doubleValue();
        case Boolean bool -> bool;
        default -> "of type " + metadata.typeName(key);
      };
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

    private double real(String name, OptionalDouble fallback) throws GgufException {
      double value =
          fallback.isPresent()
              ? metadata.real(key(name)).orElse(fallback.getAsDouble())
              : metadata.requireReal(key(name));
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

    /** The whole key, which counts as read from now on. */
    private String key(String name) {
      String key = architecture + "." + name;
      read.add(key);
      return key;
    }
  }
}
