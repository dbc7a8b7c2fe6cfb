package io.github.pyramidsd.engine.kernel;

import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * The keys and values of one head in one layer, of all positions or of a range of them.
 *
 * @param start the first position, a multiple of {@link Attention#SPAN}
 * @param headSize numbers of a key, and of a value
 * @param precision how a number is stored
 * @param keys 64 positions make a tile, (tile, headSize, 64): so one load brings the same number of
 *     many keys, and no sum runs across lanes
 * @param values (position, {@link #valueStride()}), each filled up with zeros
 */
public record HeadCache(
    int start, int headSize, Precision precision, MemorySegment keys, MemorySegment values) {

  /** Positions of a tile. */
  static final int TILE = 64;

  /** Values are filled up to multiples of the most lanes that a vector has. */
  private static final int UNIT = 16;

  /** How numbers are stored. */
  public enum Precision {
    /** 4 bytes, IEEE binary32. */
    SINGLE(Float.BYTES),
    /** 2 bytes, IEEE binary16: rounded to the nearest; beyond 65504 they are infinite. */
    HALF(Short.BYTES);

    private final int bytes;

    Precision(int bytes) {
      this.bytes = bytes;
    }

    /** Bytes of a number. */
    public int bytes() {
      return bytes;
    }
  }

  /** Makes room for that many positions from {@code start} on, all zero. */
  public static HeadCache allocate(
      SegmentAllocator allocator, int start, int headSize, int positions, Precision precision) {
    long numbers = tiled(positions) * precision.bytes();
    return new HeadCache(
        start,
        headSize,
        precision,
        allocator.allocate(numbers * headSize, 64),
        allocator.allocate(numbers * stride(headSize), 64));
  }

  /** The bytes that {@link #allocate} takes. */
  public static long bytes(int headSize, int positions, Precision precision) {
    return tiled(positions) * precision.bytes() * (headSize + stride(headSize));
  }

  private static long tiled(int positions) {
    return ((long) positions + TILE - 1) / TILE * TILE;
  }

  private static int stride(int headSize) {
    return (headSize + UNIT - 1) / UNIT * UNIT;
  }

  /** Numbers from a value to the next one. */
  int valueStride() {
    return stride(headSize);
  }

  /** Stores a position's key and value, (headSize) each from {@code from}. */
  public void store(int position, float[] key, float[] value, int from) {
    for (int d = 0; d < headSize; d++) {
      set(keys, keyIndex(position, d), key[from + d]);
      set(values, valueIndex(position, d), value[from + d]);
    }
  }

  /** Number {@code d} of a position's key. */
  float key(int position, int d) {
    return get(keys, keyIndex(position, d));
  }

  /** Number {@code d} of a position's value. */
  float value(int position, int d) {
    return get(values, valueIndex(position, d));
  }

  private long keyIndex(int position, int d) {
    int at = position - start;
    return ((long) at / TILE * headSize + d) * TILE + at % TILE;
  }

  private long valueIndex(int position, int d) {
    return (long) (position - start) * valueStride() + d;
  }

  private void set(MemorySegment segment, long index, float number) {
    switch (precision) {
      case SINGLE -> segment.set(WeightFormat.FLOAT, index * Float.BYTES, number);
      case HALF ->
          segment.set(WeightFormat.SHORT, index * Short.BYTES, Float.floatToFloat16(number));
    }
  }

  private float get(MemorySegment segment, long index) {
    return switch (precision) {
      case SINGLE -> segment.get(WeightFormat.FLOAT, index * Float.BYTES);
      case HALF -> Float.float16ToFloat(segment.get(WeightFormat.SHORT, index * Short.BYTES));
    };
  }
}
