package io.github.pyramidsd.engine;

import io.github.pyramidsd.engine.gguf.GgufException;
import io.github.pyramidsd.engine.gguf.GgufFile;
import io.github.pyramidsd.engine.gguf.GgufFiles;
import io.github.pyramidsd.engine.gguf.GgufTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/**
 * Tells models apart by what is in them, without reading all of it: a digest of the headers, the
 * sizes and a sample of the weights.
 */
public final class Fingerprint {

  private static final int DIGITS = 16;
  private static final int SAMPLED_TENSORS = 256;
  private static final int SAMPLED_BYTES = 64; // of each; 16 KB in all

  private Fingerprint() {}

  /**
   * Tells a model by its file, without opening it.
   *
   * @throws IOException if it cannot be read or is malformed
   */
  public static String of(Path file) throws IOException {
    try (GgufFiles opened = GgufFiles.open(file)) {
      return of(opened);
    }
  }

  /** 16 hexadecimal digits. */
  static String of(GgufFiles files) throws GgufException {
    MessageDigest digest = Sha256.start();
    for (GgufFile part : files.parts()) {
      digest.update(part.header().asByteBuffer());
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(part.size()).flip());
    }
    List<GgufTensor> tensors = files.tensors();
    int samples = Math.min(tensors.size(), SAMPLED_TENSORS);
    byte[] sample = new byte[SAMPLED_BYTES];
    for (int i = 0; i < samples; i++) {
      GgufTensor tensor = tensors.get((int) ((long) i * tensors.size() / samples));
      int length = (int) Math.min(SAMPLED_BYTES, tensor.byteSize());
      files.owner(tensor).read(tensor, (tensor.byteSize() - length) / 2, sample, length);
      digest.update(sample, 0, length);
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
  }
}
