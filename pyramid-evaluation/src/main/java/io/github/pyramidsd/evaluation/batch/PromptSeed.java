package io.github.pyramidsd.evaluation.batch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The seed of a prompt. It depends on the seed of the batch and the prompt's id alone, so a prompt
 * has the same tokens wherever and after whatever it is completed.
 */
final class PromptSeed {

  private PromptSeed() {}

  /**
   * Derives it: the first eight bytes, the highest first, of the SHA-256 of the batch's seed in
   * decimal, a colon and the id in UTF-8.
   */
  static long of(long seed, String id) {
    return ByteBuffer.wrap(sha256(seed + ":" + id)).getLong();
  }

  /** The SHA-256 of a text in UTF-8. */
  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
