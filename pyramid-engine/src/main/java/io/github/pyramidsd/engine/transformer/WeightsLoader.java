package io.github.pyramidsd.engine.transformer;

import io.github.pyramidsd.engine.gguf.GgufException;
import io.github.pyramidsd.engine.gguf.GgufFiles;
import io.github.pyramidsd.engine.gguf.GgufTensor;
import io.github.pyramidsd.engine.gguf.TensorType;
import io.github.pyramidsd.engine.kernel.WorkerPool;
import io.github.pyramidsd.engine.quant.PackedMatrix;
import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a transformer's weights from a GGUF file and lays them out for the kernels. Every tensor of
 * the file must have a place: one that has none would be a part of the model that is not computed.
 */
public final class WeightsLoader {

  private final GgufFiles file;
  private final Config config;
  private final List<MatrixLoader.Item> wanted = new ArrayList<>();
  private final Map<String, PackedMatrix> loaded = new HashMap<>();
  private final Set<String> used = new HashSet<>();

  private WeightsLoader(GgufFiles file, Config config) {
    this.file = file;
    this.config = config;
  }

  /**
   * Loads all weights. All tensors are checked before any memory is taken.
   *
   * @param arena owns the memory of the matrices
   * @param onPacked is told the bytes of each piece that is done, by the thread that did it; the
   *     pieces are {@link #storedBytes} together
   * @throws GgufException if a tensor is missing, has another shape than the configuration says or
   *     a type that the engine does not compute with, or if the file holds one that has no place
   */
  public static Weights load(
      GgufFiles file, Config config, Arena arena, WorkerPool pool, LongConsumer onPacked)
      throws GgufException {
    WeightsLoader loader = new WeightsLoader(file, config);
    loader.assemble();
    loader.checkAllUsed();
    for (MatrixLoader.Item item :
        new MatrixLoader(file, arena, pool, onPacked).load(loader.wanted)) {
      loader.loaded.put(item.tensor().name(), item.matrix());
    }
    return loader.assemble();
  }

  /** The bytes that all matrices take in the files. */
  public static long storedBytes(GgufFiles file) {
    return file.tensors().stream()
        .filter(tensor -> tensor.rank() > 1)
        .mapToLong(GgufTensor::byteSize)
        .sum();
  }

  /** The memory that all weights take once they are laid out for the kernels, in bytes. */
  public static long memoryBytes(GgufFiles file) {
    return file.tensors().stream().mapToLong(WeightsLoader::memoryBytes).sum();
  }

  private static long memoryBytes(GgufTensor tensor) {
    return WeightFormat.of(tensor.type())
        .filter(format -> tensor.rank() > 1)
        .map(
            format ->
                PackedMatrix.bytes(
                    format, tensor.elements() / tensor.dimension(0), tensor.dimension(0)))
        .orElse(tensor.byteSize());
  }

  /** Goes over all tensors: the first time to check them, then to give each its place. */
  private Weights assemble() throws GgufException {
    PackedMatrix embedding = matrix("token_embd.weight", config.vocabulary(), config.width());
    List<Weights.Block> blocks = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      blocks.add(block("blk." + layer + "."));
    }
    float[] outputNorm = vector("output_norm.weight", config.width());
    PackedMatrix output =
        file.tensor("output.weight").isPresent()
            ? matrix("output.weight", config.vocabulary(), config.width())
            : embedding;
    float[] ropeFactors = optionalVector("rope_freqs.weight", config.rotated() / 2);
    return new Weights(embedding, List.copyOf(blocks), outputNorm, output, ropeFactors);
  }

  private Weights.Block block(String prefix) throws GgufException {
    int width = config.width();
    int queries = config.queryWidth();
    int keys = config.keyValueWidth();
    return new Weights.Block(
        vector(prefix + "attn_norm.weight", width),
        matrix(prefix + "attn_q.weight", queries, width),
        matrix(prefix + "attn_k.weight", keys, width),
        matrix(prefix + "attn_v.weight", keys, width),
        optionalVector(prefix + "attn_q.bias", queries),
        optionalVector(prefix + "attn_k.bias", keys),
        optionalVector(prefix + "attn_v.bias", keys),
        optionalVector(prefix + "attn_q_norm.weight", config.headSize()),
        optionalVector(prefix + "attn_k_norm.weight", config.headSize()),
        matrix(prefix + "attn_output.weight", width, queries),
        vector(prefix + "ffn_norm.weight", width),
        matrix(prefix + "ffn_gate.weight", config.hidden(), width),
        matrix(prefix + "ffn_up.weight", config.hidden(), width),
        matrix(prefix + "ffn_down.weight", width, config.hidden()));
  }

  private PackedMatrix matrix(String name, int rows, int columns) throws GgufException {
    PackedMatrix matrix = loaded.get(name);
    if (matrix != null) {
      return matrix;
    }
    GgufTensor tensor = file.requireTensor(name);
    checkShape(tensor, columns, rows);
    WeightFormat format = WeightFormat.of(tensor.type()).orElseThrow(() -> unsupported(tensor));
    if (columns % format.blockColumns() != 0) {
      throw file.illegal(
          tensor,
          "has rows of %s weights, expected a multiple of %s"
              .formatted(columns, format.blockColumns()));
    }
    matrix = new PackedMatrix(format, rows, columns, MemorySegment.NULL);
    wanted.add(new MatrixLoader.Item(tensor, matrix));
    return matrix;
  }

  private float[] vector(String name, int size) throws GgufException {
    GgufTensor tensor = file.requireTensor(name);
    checkShape(tensor, size, 1);
    if (tensor.type() != TensorType.F32) {
      throw file.illegal(
          tensor, "has type " + tensor.type().displayName() + ", expected F32 for a vector");
    }
    return file.data(tensor).toArray(WeightFormat.FLOAT);
  }

  private float @Nullable [] optionalVector(String name, int size) throws GgufException {
    return file.tensor(name).isPresent() ? vector(name, size) : null;
  }

  private void checkShape(GgufTensor tensor, long inner, long outer) throws GgufException {
    used.add(tensor.name());
    if (tensor.dimension(0) != inner || tensor.elements() != inner * outer) {
      throw file.illegal(
          tensor,
          "has shape %s, expected %s"
              .formatted(tensor.dimensions(), outer == 1 ? List.of(inner) : List.of(inner, outer)));
    }
  }

  private GgufException unsupported(GgufTensor tensor) {
    return file.illegal(
        tensor,
        "has type %s, which the engine does not compute with yet, only %s"
            .formatted(tensor.type().displayName(), supportedTypes()));
  }

  private void checkAllUsed() throws GgufException {
    for (GgufTensor tensor : file.tensors()) {
      if (!used.contains(tensor.name())) {
        throw file.illegal(
            tensor, "has no place in the architecture '" + config.architecture() + "'");
      }
    }
  }

  /** The tensor types that the engine computes with, for messages. */
  public static String supportedTypes() {
    return WeightFormat.supported()
        .map(format -> format.type().displayName())
        .collect(Collectors.joining(", "));
  }
}
