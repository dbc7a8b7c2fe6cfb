package io.github.pyramidsd.engine.kernel;

import io.github.pyramidsd.decoding.sampling.VocabularyKernels;
import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Memory that one thread computes in. It grows to what is needed and is then used again. */
public final class Scratch {

  /** Columns of a panel: 16 KB of it, which leaves room for inputs in the first-level cache. */
  static final int PANEL_COLUMNS = 128;

  private float[] scores = {};
  private float[] values = {};
  private float[] numbers = {};
  private MemorySegment tile = MemorySegment.NULL;
  private float[] scales = {};
  private float[] offsets = {};
  private float[] units = {};
  private float[] ones = {};
  private float[] outputs = {};

  /** A piece of a tile, decoded to floats: (columns, row of the tile). */
  final float[] panel = new float[PANEL_COLUMNS * WeightFormat.TILE_ROWS];

  /** The sums of squares of {@link RmsNorm}. */
  final double[] squares = new double[VocabularyKernels.SUMS];

  /** Depends on everything that was fetched to the cache and is used for nothing. */
  long fetched;

  /** The sums of {@link AttentionSoftmax}. */
  final float[] sums = new float[AttentionSoftmax.SUMS];

  /** The largest scores of rows of {@link AttentionKernels}. */
  final float[] maxima = new float[AttentionKernels.ROWS];

  /** The sums of their exponentials. */
  final float[] totals = new float[AttentionKernels.ROWS];

  /** Room for that many attention scores. */
  float[] scores(int count) {
    if (scores.length < count) {
      scores = new float[count];
    }
    return scores;
  }

  /** Room for that many numbers of weighed values. */
  float[] values(int count) {
    if (values.length < count) {
      values = new float[count];
    }
    return values;
  }

  /** Room for that many decoded numbers. */
  float[] numbers(int count) {
    if (numbers.length < count) {
      numbers = new float[count];
    }
    return numbers;
  }

  /** Room for a decoded tile of keys or values of that many bytes, off the heap as caches are. */
  MemorySegment tile(long bytes) {
    if (tile.byteSize() < bytes) {
      tile = Arena.ofAuto().allocate(bytes, 64);
    }
    return tile;
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

  /** Room for what so many scales and offsets are multiples of. */
  float[] units(int count) {
    if (units.length < count) {
      units = new float[count];
    }
    return units;
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
