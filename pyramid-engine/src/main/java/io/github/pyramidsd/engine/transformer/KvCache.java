package io.github.pyramidsd.engine.transformer;

import io.github.pyramidsd.engine.kernel.HeadCache;
import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The keys and values of all positions so far, in all layers, off the heap. Taking positions back
 * costs nothing: what lies after the last one is never read, and is written again before it is.
 */
final class KvCache implements AutoCloseable {

  private final Arena arena = Arena.ofShared();
  private final Config config;
  private final HeadCache[] heads; // (layer, key-value head)

  /** Makes room for that many positions. */
  KvCache(Config config, int positions) {
    this.config = config;
    this.heads = new HeadCache[config.layers() * config.keyValueHeads()];
    long tiles = ((long) positions + HeadCache.TILE - 1) / HeadCache.TILE;
    long bytes = tiles * HeadCache.TILE * config.headSize() * Float.BYTES;
    try {
      for (int i = 0; i < heads.length; i++) {
        MemorySegment keys = arena.allocate(bytes, 64);
        heads[i] = new HeadCache(config.headSize(), keys, arena.allocate(bytes, 64));
      }
    } catch (OutOfMemoryError e) {
      arena.close();
      throw e;
    }
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
    int size = config.headSize();
    for (int h = 0; h < config.keyValueHeads(); h++) {
      HeadCache head = head(layer, h);
      int from = offset + h * size;
      long key = (long) position / HeadCache.TILE * size * HeadCache.TILE;
      key += position % HeadCache.TILE;
      for (int d = 0; d < size; d++) {
        long at = (key + (long) d * HeadCache.TILE) * Float.BYTES;
        head.keys().set(WeightFormat.FLOAT, at, keys[from + d]);
      }
      long value = (long) position * size * Float.BYTES;
      MemorySegment.copy(values, from, head.values(), WeightFormat.FLOAT, value, size);
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
