package io.github.pyramidsd.engine.transformer;

import io.github.pyramidsd.engine.kernel.HeadCache;
import io.github.pyramidsd.engine.kernel.HeadCache.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;

/**
 * The keys and values of all positions so far, in all layers, off the heap. Taking positions back
 * costs nothing: what lies after the last one is never read, and is written again before it is.
 */
final class KvCache implements AutoCloseable {

  private static final int ALIGNMENT = 64;

  private final Arena arena = Arena.ofShared();
  private final Config config;
  private final HeadCache[] heads; // (layer, key-value head)

  /** Makes room for that many positions. */
  KvCache(Config config, int positions, Precision precision) {
    this.config = config;
    this.heads = new HeadCache[config.layers() * config.keyValueHeads()];
    try {
      // One piece, which goes back to the operating system when it is given back.
      SegmentAllocator slices =
          SegmentAllocator.slicingAllocator(
              arena.allocate(bytes(config, positions, precision), ALIGNMENT));
      for (int i = 0; i < heads.length; i++) {
        heads[i] = HeadCache.allocate(slices, config.headSize(), positions, precision);
      }
    } catch (OutOfMemoryError e) {
      arena.close();
      throw e;
    }
  }

  /** The bytes that a cache of that many positions takes. */
  static long bytes(Config config, int positions, Precision precision) {
    long heads = (long) config.layers() * config.keyValueHeads();
    return heads * HeadCache.bytes(config.headSize(), positions, precision);
  }

  HeadCache head(int layer, int head) {
    return heads[layer * config.keyValueHeads() + head];
  }

  /**
   * Stores a token's key and value in a layer.
   *
   * @param keys all heads' keys, (keyValueHeads, headSize) from {@code offset}
   * @param values likewise
   */
  void store(int layer, int position, float[] keys, float[] values, int offset) {
    for (int h = 0; h < config.keyValueHeads(); h++) {
      head(layer, h).store(position, keys, values, offset + h * config.headSize());
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
