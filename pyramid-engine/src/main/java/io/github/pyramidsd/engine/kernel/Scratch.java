package io.github.pyramidsd.engine.kernel;

import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory that one thread computes in. It grows to what is needed and is then used again. */
public final class Scratch {

  private float[] scores = {};
  private MemorySegment tile = MemorySegment.NULL;

  /** Outputs of a group of tokens for four tiles: (tile, token, row of the tile). */
  final float[] outputs = new float[4 * Activations.GROUP * WeightFormat.TILE_ROWS];

  /** The sums of {@link AttentionSoftmax}. */
  final float[] sums = new float[AttentionSoftmax.SUMS];

  /** Room for attention scores of that many positions, filled up to whole groups of key tiles. */
  float[] scores(int positions) {
    int size = (positions + 63) / 64 * 64;
    if (scores.length < size) {
      scores = new float[Math.max(size, 2 * scores.length)];
    }
    return scores;
  }

  /** Room for a tile of that many columns, decoded to floats. */
  MemorySegment tile(int columns) {
    long bytes = (long) columns * WeightFormat.TILE_ROWS * Float.BYTES;
    if (tile.byteSize() < bytes) {
      tile = Arena.ofAuto().allocate(bytes, 64);
    }
    return tile;
  }
}
