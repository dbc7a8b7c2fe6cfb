package io.github.pyramidsd.engine;

import io.github.pyramidsd.engine.gguf.GgufException;
import io.github.pyramidsd.engine.gguf.GgufFile;
import io.github.pyramidsd.engine.gguf.GgufFiles;
import io.github.pyramidsd.engine.gguf.GgufTensor;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Tells models apart by what is in them, without reading all of it: a digest of the headers, the
 * sizes and a sample of the weights.
 */
final class Fingerprint {

  private static final int DIGITS = 16;
  private static final int SAMPLED_TENSORS = 256;
  private static final int SAMPLED_BYTES = 64; // of each; 16 KB in all

  private Fingerprint() {}

  /** 16 hexadecimal digits. */
  static String of(GgufFiles files) throws GgufException {
    MessageDigest digest = sha256();
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

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
