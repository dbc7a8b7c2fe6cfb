package io.github.pyramidsd.engine.quant;

import static io.github.pyramidsd.engine.quant.WeightFormat.TILE_ROWS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * How scales and offsets of a block lie in memory: the rows' scales in half precision; then their
 * minimums likewise, where there are any; then, where a block has several groups, group after group
 * the rows' multiples of the scale, a byte each; then those of the minimum.
 */
public enum ScaleLayout {
  /** A scale for the block. */
  SCALE(1, false, false),
  /** A scale and a minimum for the block. */
  SCALE_AND_MINIMUM(1, true, false),
  /** 16 groups with unsigned multiples of a scale and of a minimum. */
  GROUPS_OF_16_WITH_MINIMUMS(16, true, false),
  /** 8 groups with unsigned multiples of a scale and of a minimum. */
  GROUPS_OF_32_WITH_MINIMUMS(8, true, false),
  /** 16 groups with signed multiples of a scale. */
  GROUPS_OF_16(16, false, true);

  private static final int HALVES = TILE_ROWS * Short.BYTES;

  private final int groups;
  private final boolean minimums;
  private final boolean signed;

  ScaleLayout(int groups, boolean minimums, boolean signed) {
    this.groups = groups;
    this.minimums = minimums;
    this.signed = signed;
  }

  /** Groups of a block. */
  public int groups() {
    return groups;
  }

  /** Whether groups have minimums. */
  public boolean hasMinimums() {
    return minimums;
  }

  /** Whether the multiples of the scale are signed bytes. */
  public boolean isSigned() {
    return signed;
  }

  /** Bytes of what a block shares. */
  public int bytes() {
    return multiples() + (groups == 1 ? 0 : (minimums ? 2 : 1) * groups * TILE_ROWS);
  }

  /** Where the minimums start, in half precision. */
  public int minimums() {
    return HALVES;
  }

  /** Where the multiples of the scale start. */
  public int multiples() {
    return minimums ? 2 * HALVES : HALVES;
  }

  /** Where the multiples of the minimum start. */
  public int minimumMultiples() {
    return multiples() + groups * TILE_ROWS;
  }

  float scale(MemorySegment matrix, long scales, int group, int lane) {
    float scale = half(matrix, scales, lane);
    if (groups == 1) {
      return scale;
    }
    byte multiple = multiple(matrix, scales + multiples(), group, lane);
    return scale * (signed ? multiple : Byte.toUnsignedInt(multiple));
  }

  float minimum(MemorySegment matrix, long scales, int group, int lane) {
    float minimum = half(matrix, scales + minimums(), lane);
    return groups == 1
        ? -minimum
        : minimum * Byte.toUnsignedInt(multiple(matrix, scales + minimumMultiples(), group, lane));
  }

  void store(SharedScales shared, MemorySegment target, long scales, int lane) {
    target.set(WeightFormat.SHORT, scales + (long) lane * Short.BYTES, shared.scale);
    if (minimums) {
      long at = scales + minimums() + (long) lane * Short.BYTES;
      target.set(WeightFormat.SHORT, at, shared.minimum);
    }
    for (int group = 0; groups > 1 && group < groups; group++) {
      long at = scales + (long) group * TILE_ROWS + lane;
      target.set(ValueLayout.JAVA_BYTE, at + multiples(), shared.scales[group]);
      if (minimums) {
        target.set(ValueLayout.JAVA_BYTE, at + minimumMultiples(), shared.minimums[group]);
      }
    }
  }

  private static float half(MemorySegment matrix, long at, int lane) {
    return Float.float16ToFloat(matrix.get(WeightFormat.SHORT, at + (long) lane * Short.BYTES));
  }

  private static byte multiple(MemorySegment matrix, long at, int group, int lane) {
    return matrix.get(ValueLayout.JAVA_BYTE, at + (long) group * TILE_ROWS + lane);
  }
}
