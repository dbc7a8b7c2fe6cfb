package io.github.pyramidsd.engine.synthetic;

import io.github.pyramidsd.engine.gguf.GgufFileWriter;
import io.github.pyramidsd.engine.gguf.TensorType;
import io.github.pyramidsd.engine.quant.RowEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Writes the GGUF file of a synthetic model, on all cores. */
final class ModelFile {

  private static final int CHUNK_BYTES = 1 << 20;

  private final ModelShape shape;
  private final RowEncoder encoder;
  private final String kind;
  private final WeightSource weights;
  private final SyntheticModel.Progress progress;
  private final AtomicLong written = new AtomicLong();

  /** Rows of a tensor that are encoded together. */
  private record Chunk(ModelTensor tensor, int from, int to) {}

  ModelFile(
      ModelShape shape,
      RowEncoder encoder,
      String kind,
      WeightSource weights,
      SyntheticModel.Progress progress) {
    this.shape = shape;
    this.encoder = encoder;
    this.kind = kind;
    this.weights = weights;
    this.progress = progress;
  }

  /** Writes the file, and returns its size in bytes. */
  long write(Path path, boolean overwrite) throws IOException {
    try (GgufFileWriter writer = new GgufFileWriter(path, overwrite)) {
      addMetadata(writer);
      List<ModelTensor> tensors = ModelTensor.of(shape);
      for (ModelTensor tensor : tensors) {
        if (tensor.isVector()) {
          writer.tensor(tensor.name(), TensorType.F32, tensor.columns());
        } else {
          writer.tensor(tensor.name(), encoder.type(), tensor.columns(), tensor.rows());
        }
      }
      long bytes = writer.fileBytes();
      writer.begin();
      tensors.stream().flatMap(tensor -> chunks(tensor).stream()).toList().parallelStream()
          .forEach(chunk -> write(chunk, writer, bytes));
      writer.commit();
      return bytes;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private RowEncoder encoder(ModelTensor tensor) {
    return tensor.isVector() ? RowEncoder.of(TensorType.F32).orElseThrow() : encoder;
  }

  private long rowBytes(ModelTensor tensor) {
    return encoder(tensor).type().byteSize(tensor.columns());
  }

  private List<Chunk> chunks(ModelTensor tensor) {
    int rows = (int) Math.max(1, CHUNK_BYTES / rowBytes(tensor));
    List<Chunk> chunks = new ArrayList<>();
    for (int from = 0; from < tensor.rows(); from += rows) {
      chunks.add(new Chunk(tensor, from, Math.min(tensor.rows(), from + rows)));
    }
    return chunks;
  }

  private void write(Chunk chunk, GgufFileWriter writer, long total) {
    ModelTensor tensor = chunk.tensor();
    RowEncoder rowEncoder = encoder(tensor);
    int rowBytes = Math.toIntExact(rowBytes(tensor));
    float[] row = new float[tensor.columns()];
    byte[] bytes = new byte[(chunk.to() - chunk.from()) * rowBytes];
    for (int i = chunk.from(); i < chunk.to(); i++) {
      weights.fill(tensor, i, row);
      rowEncoder.encode(row, bytes, (i - chunk.from()) * rowBytes);
    }
    try {
      writer.write(tensor.name(), (long) chunk.from() * rowBytes, ByteBuffer.wrap(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    progress.wrote(written.addAndGet(bytes.length), total);
  }

  private void addMetadata(GgufFileWriter writer) {
    String name = shape.architecture() + ".";
    writer
        .metadata("general.architecture", shape.architecture())
        .metadata("general.name", shape.name() + " (" + kind + " weights)")
        .metadata(SyntheticModel.KIND_KEY, kind)
        .metadata(name + "context_length", shape.contextLength())
        .metadata(name + "embedding_length", shape.width())
        .metadata(name + "block_count", shape.layers())
        .metadata(name + "feed_forward_length", shape.hidden())
        .metadata(name + "attention.head_count", shape.heads())
        .metadata(name + "attention.head_count_kv", shape.keyValueHeads())
        .metadata(name + "attention.key_length", shape.headSize())
        .metadata(name + "attention.value_length", shape.headSize())
        .metadata(name + "attention.layer_norm_rms_epsilon", shape.epsilon())
        .metadata(name + "rope.dimension_count", shape.headSize())
        .metadata(name + "rope.freq_base", shape.ropeBase())
        .metadata(name + "vocab_size", shape.vocabulary());
    FillerVocabulary vocabulary = new FillerVocabulary(shape.vocabulary());
    writer
        .metadata("tokenizer.ggml.model", "gpt2")
        .metadata("tokenizer.ggml.pre", "llama-bpe")
        .metadata("tokenizer.ggml.tokens", vocabulary.tokens())
        .metadata("tokenizer.ggml.token_type", vocabulary.types())
        .metadata("tokenizer.ggml.merges", vocabulary.merges())
        .metadata("tokenizer.ggml.bos_token_id", vocabulary.special())
        .metadata("tokenizer.ggml.eos_token_id", vocabulary.special() + 1)
        .metadata("tokenizer.ggml.eot_token_id", vocabulary.special() + 2)
        .metadata("tokenizer.ggml.add_bos_token", true);
  }
}
