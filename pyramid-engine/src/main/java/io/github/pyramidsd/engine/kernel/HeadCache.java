package io.github.pyramidsd.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * The keys and values of one head in one layer, in single precision.
 *
 * @param headSize numbers of a key, and of a value; a multiple of 16
 * @param keys 16 positions make a tile, (tile, headSize, 16): so one load brings the same number of
 *     16 keys, and no sum runs across lanes
 * @param values (position, headSize)
 */
public record HeadCache(int headSize, MemorySegment keys, MemorySegment values) {

  /** Positions of a tile of keys. */
  public static final int TILE = 16;
}
