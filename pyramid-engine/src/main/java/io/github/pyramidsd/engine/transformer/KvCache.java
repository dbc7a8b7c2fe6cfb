package io.github.pyramidsd.engine.transformer;

import io.github.pyramidsd.engine.kernel.Attention;
import io.github.pyramidsd.engine.kernel.HeadCache;
import io.github.pyramidsd.engine.kernel.HeadCache.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys and values of all positions so far, in all layers, off the heap. Taking positions back
 * costs nothing: what lies after the last one is never read, and is written again before it is.
 *
 * <p>Memory grows by doubling, in blocks: the first holds one span of positions, and each further
 * one as many as all before it. Nothing is ever copied or moved.
 */
final class KvCache implements AutoCloseable {

  private static final int ALIGNMENT = 64;

  private final Arena arena = Arena.ofShared();
  private final Config config;
  private final int limit;
  private final Precision precision;
  private final List<HeadCache[]> blocks = new ArrayList<>(); // (block): (layer, key-value head)
  private int capacity;

  /**
   * Makes an empty cache, without room for any position.
   *
   * @param limit the most positions
   */
  KvCache(Config config, int limit, Precision precision) {
    this.config = config;
    this.limit = limit;
    this.precision = precision;
  }

  /** How many positions there is room for. */
  int capacity() {
    return capacity;
  }

  /** The capacity that a cache grows to in order to hold that many positions. */
  static int capacityFor(int positions, int limit) {
    long doubled = Attention.SPAN;
    while (doubled < positions) {
      doubled *= 2;
    }
    return (int) Math.min(doubled, limit);
  }

  /**
   * Makes room for that many positions, at most the limit. What is stored already stays where it
   * is, also if memory runs out.
   */
  void grow(int positions) {
    while (capacity < positions) {
      int next = capacityFor(capacity + 1, limit);
      HeadCache[] heads = new HeadCache[config.layers() * config.keyValueHeads()];
      // One piece, which goes back to the operating system when it is given back.
      SegmentAllocator slices =
          SegmentAllocator.slicingAllocator(
              arena.allocate(bytes(config, next - capacity, precision), ALIGNMENT));
      for (int i = 0; i < heads.length; i++) {
        heads[i] =
            HeadCache.allocate(slices, capacity, config.headSize(), next - capacity, precision);
      }
      blocks.add(heads);
      capacity = next;
    }
  }

  /** The bytes that a cache of that many positions takes. */
  static long bytes(Config config, int positions, Precision precision) {
    long heads = (long) config.layers() * config.keyValueHeads();
    return heads * HeadCache.bytes(config.headSize(), positions, precision);
  }

  /** The cache of a head that holds a span of positions. */
  HeadCache head(int layer, int head, int span) {
    // Block 0 has span 0, block 1 span 1, block 2 spans 2 and 3, block 3 spans 4 to 7 …
    int block = Integer.SIZE - Integer.numberOfLeadingZeros(span);
    return blocks.get(block)[layer * config.keyValueHeads() + head];
  }

  /**
   * Stores a token's key and value in a layer.
   *
   * @param keys all heads' keys, (keyValueHeads, headSize) from {@code offset}
   * @param values likewise
   */
  void store(int layer, int position, float[] keys, float[] values, int offset) {
    for (int h = 0; h < config.keyValueHeads(); h++) {
      head(layer, h, position / Attention.SPAN)
          .store(position, keys, values, offset + h * config.headSize());
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
