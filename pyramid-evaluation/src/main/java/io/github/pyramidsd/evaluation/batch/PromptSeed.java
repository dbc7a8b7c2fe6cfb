package io.github.pyramidsd.evaluation.batch;

import io.github.pyramidsd.engine.Sha256;
import java.nio.ByteBuffer;

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
    return ByteBuffer.wrap(Sha256.of(seed + ":" + id)).getLong();
  }
}
