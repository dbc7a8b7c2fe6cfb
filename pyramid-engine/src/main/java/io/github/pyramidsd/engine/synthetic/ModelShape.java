package io.github.pyramidsd.engine.synthetic;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The hyperparameters of a model, by which it costs what it costs.
 *
 * @param name as its makers call it, in small letters
 * @param architecture its family's name in GGUF: llama, qwen2 (with biases) or qwen3 (with norms of
 *     queries and keys)
 * @param width numbers of a token's state
 * @param layers number of blocks
 * @param hidden numbers between the two halves of the feed-forward network
 * @param heads query heads
 * @param keyValueHeads heads of keys and values
 * @param headSize numbers of a query, a key and a value
 * @param vocabulary number of tokens
 * @param contextLength the most positions
 * @param ropeBase the base of the rotation's frequencies
 * @param ropeFactor what the slowest rotations are divided by (Llama 3); 0 if there is no such
 * @param epsilon is added to the mean square that a norm divides by
 * @param tied whether the output matrix is the embedding
 */
public record ModelShape(
    String name,
    String architecture,
    int width,
    int layers,
    int hidden,
    int heads,
    int keyValueHeads,
    int headSize,
    int vocabulary,
    int contextLength,
    float ropeBase,
    float ropeFactor,
    float epsilon,
    boolean tied) {

  private static final int LLAMA_3 = 128256; // tokens
  private static final int SMOLLM_2 = 49152;
  private static final int LLAMA_2 = 32000;
  private static final int QWEN = 151936;

  private static final List<ModelShape> KNOWN =
      List.of(
          llama3("llama-3.2-1b", 2048, 16, 8192, 32, 64, 32, true),
          llama3("llama-3.2-3b", 3072, 28, 8192, 24, 128, 32, true),
          llama3("llama-3.1-8b", 4096, 32, 14336, 32, 128, 8, false),
          smollm2("smollm2-135m", 576, 30, 1536, 9, 3, 1e5f),
          smollm2("smollm2-360m", 960, 32, 2560, 15, 5, 1e5f),
          smollm2("smollm2-1.7b", 2048, 24, 8192, 32, 32, 1.3e5f),
          stories("stories15m", 288, 6, 768, 6),
          stories("stories42m", 512, 8, 1376, 8),
          stories("stories110m", 768, 12, 2048, 12),
          qwen25("qwen2.5-0.5b", 896, 24, 4864, 14, 64),
          qwen25("qwen2.5-1.5b", 1536, 28, 8960, 12, 128),
          qwen3("qwen3-0.6b", 1024, 28, 3072, 16),
          qwen3("qwen3-1.7b", 2048, 28, 6144, 16),
          qwen3("qwen3-4b", 2560, 36, 9728, 32));

  private static ModelShape llama3(
      String name,
      int width,
      int layers,
      int hidden,
      int heads,
      int size,
      int factor,
      boolean tied) {
    return new ModelShape(
        name, "llama", width, layers, hidden, heads, 8, size, LLAMA_3, 131072, 5e5f, factor, 1e-5f,
        tied);
  }

  private static ModelShape smollm2(
      String name,
      int width,
      int layers,
      int hidden,
      int heads,
      int keyValueHeads,
      float ropeBase) {
    return new ModelShape(
        name,
        "llama",
        width,
        layers,
        hidden,
        heads,
        keyValueHeads,
        64,
        SMOLLM_2,
        8192,
        ropeBase,
        0,
        1e-5f,
        true);
  }

  /** The models of llama2.c: small, so that much can be measured in little time. */
  private static ModelShape stories(String name, int width, int layers, int hidden, int heads) {
    return new ModelShape(
        name,
        "llama",
        width,
        layers,
        hidden,
        heads,
        heads,
        width / heads,
        LLAMA_2,
        1024,
        1e4f,
        0,
        1e-5f,
        true);
  }

  private static ModelShape qwen25(
      String name, int width, int layers, int hidden, int heads, int headSize) {
    return new ModelShape(
        name, "qwen2", width, layers, hidden, heads, 2, headSize, QWEN, 32768, 1e6f, 0, 1e-6f,
        true);
  }

  private static ModelShape qwen3(String name, int width, int layers, int hidden, int heads) {
    return new ModelShape(
        name, "qwen3", width, layers, hidden, heads, 8, 128, QWEN, 40960, 1e6f, 0, 1e-6f, true);
  }

  /** The shapes that have a name. */
  public static List<ModelShape> known() {
    return KNOWN;
  }

  /**
   * The shape of a name, or of the end of one if no other name ends so: {@code 8b} is {@code
   * llama-3.1-8b}.
   *
   * @throws IllegalArgumentException if there is none, or several; lists those that are known
   */
  public static ModelShape named(String name) {
    Optional<ModelShape> exact = KNOWN.stream().filter(s -> s.name.equals(name)).findAny();
    List<ModelShape> ending = KNOWN.stream().filter(s -> s.name.endsWith("-" + name)).toList();
    if (exact.isEmpty() && ending.size() != 1) {
      throw new IllegalArgumentException(
          "shape '%s' is not one of %s".formatted(name, names(KNOWN.stream())));
    }
    return exact.orElseGet(ending::getFirst);
  }

  private static String names(Stream<ModelShape> shapes) {
    return shapes.map(ModelShape::name).collect(Collectors.joining(", "));
  }

  /** All weights. */
  public long parameters() {
    return ModelTensor.of(this).stream().mapToLong(ModelTensor::elements).sum();
  }

  /** Numbers of all queries of a token together. */
  int queryWidth() {
    return heads * headSize;
  }

  /** Numbers of all keys, or values, of a token together. */
  int keyValueWidth() {
    return keyValueHeads * headSize;
  }

  /**
   * What divides the frequencies of the rotations, (headSize / 2): 1 for those that turn often
   * within the 8192 positions that Llama 3 was first trained on, the factor for those that turn
   * less than once, and between them a blend (Grattafiori et al., <i>The Llama 3 Herd of
   * Models</i>, 2024).
   */
  float[] ropeFactors() {
    float[] factors = new float[headSize / 2];
    for (int i = 0; i < factors.length; i++) {
      double turns = 8192 * Math.pow(ropeBase, -2.0 * i / headSize) / (2 * Math.PI);
      double blend = Math.clamp((turns - 1) / (4 - 1), 0.0, 1.0);
      factors[i] = (float) (1 / ((1 - blend) / ropeFactor + blend));
    }
    return factors;
  }
}
