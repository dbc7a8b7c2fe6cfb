package io.github.pyramidsd.engine.kernel;

import io.github.pyramidsd.engine.quant.WeightFormat;
import java.util.Arrays;

/** Memory that one thread computes in. It grows to what is needed and is then used again. */
public final class Scratch {

  /** Columns of a panel: 16 KB of it, which leaves room for inputs in the first-level cache. */
  static final int PANEL_COLUMNS = 128;

  private float[] scores = {};
  private float[] scales = {};
  private float[] offsets = {};
  private float[] ones = {};
  private float[] outputs = {};

  /** A piece of a tile, decoded to floats: (columns, row of the tile). */
  final float[] panel = new float[PANEL_COLUMNS * WeightFormat.TILE_ROWS];

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

  /** Room for that many scales. */
  float[] scales(int count) {
    if (scales.length < count) {
      scales = new float[count];
    }
    return scales;
  }

  /** Room for that many offsets. */
  float[] offsets(int count) {
    if (offsets.length < count) {
      offsets = new float[count];
    }
    return offsets;
  }

  /** That many ones, not to be changed. */
  float[] ones(int count) {
    if (ones.length < count) {
      ones = new float[count];
      Arrays.fill(ones, 1);
    }
    return ones;
  }

  /** That many zeros. */
  float[] outputs(int count) {
    if (outputs.length < count) {
      outputs = new float[count];
    }
    Arrays.fill(outputs, 0, count, 0);
    return outputs;
  }
}
