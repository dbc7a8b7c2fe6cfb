package io.github.pyramidsd.engine.kernel;

import static io.github.pyramidsd.engine.kernel.Vectors.FLOATS;
import static io.github.pyramidsd.engine.kernel.Vectors.LANES;

import io.github.pyramidsd.engine.quant.BlockFormat;
import io.github.pyramidsd.engine.quant.PackedMatrix;
import io.github.pyramidsd.engine.quant.ScaleLayout;
import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** Decodes the scales and offsets of a tile to floats, {@code (group, row of the tile)}. */
final class ScaleDecoder {

  private static final int ROWS = WeightFormat.TILE_ROWS;

  private ScaleDecoder() {}

  /**
   * Decodes a tile.
   *
   * @param scales receives the scales, from {@code at} on
   * @param offsets receives the offsets likewise, where the format has any
   */
  static void decode(PackedMatrix matrix, int tile, float[] scales, float[] offsets, int at) {
    switch (matrix.format()) {
      case BlockFormat format when format.scales() == ScaleLayout.SCALE ->
          scales(format, matrix, tile, scales, offsets, at);
      case BlockFormat format -> {
        int blocks = matrix.columns() / format.blockColumns();
        int size = format.scales().groups() * ROWS;
        long shared = matrix.scales(tile, 0);
        for (int block = 0; block < blocks; block++) {
          block(format, matrix.data(), shared, scales, offsets, at + block * size);
          shared += format.scaleBytes();
        }
      }
      case WeightFormat format ->
          Arrays.fill(scales, at, at + matrix.columns() / format.groupColumns() * ROWS, 1);
    }
  }

  /** A scale for each block and nothing else: all lie side by side. */
  private static void scales(
      BlockFormat format, PackedMatrix matrix, int tile, float[] scales, float[] offsets, int at) {
    MemorySegment w = matrix.data();
    long from = matrix.scales(tile, 0);
    int count = matrix.columns() / format.blockColumns() * ROWS;
    for (int i = 0; i < count; i += LANES) {
      Vectors.halves(w, from + (long) i * Short.BYTES).intoArray(scales, at + i);
    }
    if (format.hasOffsets()) {
      zeroPoints(format.zeroPoint(), scales, offsets, at, count);
    }
  }

  private static void zeroPoints(
      float zeroPoint, float[] scales, float[] offsets, int at, int count) {
    for (int i = at; i < at + count; i += LANES) {
      FloatVector.fromArray(FLOATS, scales, i).mul(zeroPoint).intoArray(offsets, i);
    }
  }

  private static void block(
      BlockFormat format, MemorySegment w, long shared, float[] scales, float[] offsets, int at) {
    ScaleLayout layout = format.scales();
    multiples(layout, w, shared, layout.multiples(), layout.isSigned(), scales, at);
    if (!layout.hasMinimums()) {
      zeroPoints(format.zeroPoint(), scales, offsets, at, layout.groups() * ROWS);
    } else if (layout.groups() > 1) {
      long minimums = shared + layout.minimums();
      int multiples = layout.minimumMultiples() - layout.minimums();
      multiples(layout, w, minimums, multiples, false, offsets, at);
    } else {
      for (int lane = 0; lane < ROWS; lane += LANES) {
        Vectors.halves(w, shared + layout.minimums() + (long) lane * Short.BYTES)
            .neg()
            .intoArray(offsets, at + lane);
      }
    }
  }

  /** Halves, each times the multiples of all groups, where there are several. */
  private static void multiples(
      ScaleLayout layout,
      MemorySegment w,
      long halves,
      int multiples,
      boolean signed,
      float[] out,
      int at) {
    for (int lane = 0; lane < ROWS; lane += LANES) {
      FloatVector unit = Vectors.halves(w, halves + (long) lane * Short.BYTES);
      if (layout.groups() == 1) {
        unit.intoArray(out, at + lane);
        continue;
      }
      long from = halves + multiples + lane;
      if (signed) {
        for (int group = 0; group < layout.groups(); group++) {
          unit.mul(Vectors.bytes(w, from + (long) group * ROWS))
              .intoArray(out, at + group * ROWS + lane);
        }
      } else {
        for (int group = 0; group < layout.groups(); group++) {
          unit.mul(Vectors.toFloats(Vectors.unsignedBytes(w, from + (long) group * ROWS)))
              .intoArray(out, at + group * ROWS + lane);
        }
      }
    }
  }
}
