package io.github.pyramidsd.engine.quant;

/** Stores blocks of 256 numbers, whose groups have scales that are whole multiples of one. */
final class SuperBlockEncoders {

  private static final int GROUP_4 = 32; // columns of a group in Q4_K
  private static final int GROUP_6 = 16; // in Q6_K

  private SuperBlockEncoders() {}

  /** A number is scale × quant − minimum, with quants from 0 to 15. */
  static void q4K(float[] row, int from, byte[] out, int at) {
    float[] scales = new float[8];
    float[] minimums = new float[8];
    float greatestScale = 0;
    float greatestMinimum = 0;
    for (int group = 0; group < 8; group++) {
      float least = 0;
      float greatest = 0;
      for (int i = from + group * GROUP_4; i < from + (group + 1) * GROUP_4; i++) {
        least = Math.min(least, row[i]);
        greatest = Math.max(greatest, row[i]);
      }
      scales[group] = (greatest - least) / 15;
      minimums[group] = -least;
      greatestScale = Math.max(greatestScale, scales[group]);
      greatestMinimum = Math.max(greatestMinimum, -least);
    }
    RowEncoder.putHalf(greatestScale / 63, out, at);
    RowEncoder.putHalf(greatestMinimum / 63, out, at + 2);
    float unit = Float.float16ToFloat(Float.floatToFloat16(greatestScale / 63));
    float minimumUnit = Float.float16ToFloat(Float.floatToFloat16(greatestMinimum / 63));
    int[] multiples = new int[8];
    int[] minimumMultiples = new int[8];
    for (int group = 0; group < 8; group++) {
      multiples[group] = nearest(scales[group], unit, 0, 63);
      minimumMultiples[group] = nearest(minimums[group], minimumUnit, 0, 63);
    }
    putSixBits(multiples, minimumMultiples, out, at + 4);
    for (int i = 0; i < 128; i++) { // 32 bytes hold two groups, one in each half of the bytes
      int group = i / GROUP_4 * 2;
      int column = from + group * GROUP_4 + i % GROUP_4;
      int low = quant(row[column], unit, multiples, minimumUnit, minimumMultiples, group);
      int high =
          quant(row[column + GROUP_4], unit, multiples, minimumUnit, minimumMultiples, group + 1);
      out[at + 16 + i] = (byte) (low | (high << 4));
    }
  }

  private static int quant(
      float value, float unit, int[] scales, float minimumUnit, int[] minimums, int group) {
    return nearest(value + minimumUnit * minimums[group], unit * scales[group], 0, 15);
  }

  /** As {@link StoredBlocks#sixBitScales} reads them. */
  private static void putSixBits(int[] scales, int[] minimums, byte[] out, int at) {
    for (int i = 0; i < 4; i++) {
      out[at + i] = (byte) (scales[i] | ((scales[i + 4] >> 4) << 6));
      out[at + 4 + i] = (byte) (minimums[i] | ((minimums[i + 4] >> 4) << 6));
      out[at + 8 + i] = (byte) ((scales[i + 4] & 0xf) | ((minimums[i + 4] & 0xf) << 4));
    }
  }

  /** A number is scale × (quant − 32), with quants from 0 to 63. */
  static void q6K(float[] row, int from, byte[] out, int at) {
    float[] scales = new float[16];
    float farthestScale = 0;
    for (int group = 0; group < 16; group++) {
      scales[group] = RowEncoder.farthest(row, from + group * GROUP_6, GROUP_6) / -32;
      if (Math.abs(scales[group]) > Math.abs(farthestScale)) {
        farthestScale = scales[group];
      }
    }
    RowEncoder.putHalf(farthestScale / -128, out, at + 208);
    float unit = Float.float16ToFloat(Float.floatToFloat16(farthestScale / -128));
    for (int group = 0; group < 16; group++) {
      out[at + 192 + group] = (byte) nearest(scales[group], unit, -128, 127);
    }
    for (int i = 0; i < 192; i++) {
      out[at + i] = 0;
    }
    for (int column = 0; column < 256; column++) {
      float scale = unit * out[at + 192 + column / GROUP_6];
      int quant = nearest(row[from + column], scale, -32, 31) + 32;
      int half = column / 128;
      int part = column % 128 / 32;
      out[at + half * 64 + part % 2 * 32 + column % 32] |= (byte) ((quant & 0xf) << (part / 2 * 4));
      out[at + 128 + half * 32 + column % 32] |= (byte) ((quant >> 4) << (part * 2));
    }
  }

  /** The multiple of a unit that is nearest, within limits; 0 if the unit is 0. */
  private static int nearest(float value, float unit, int least, int most) {
    return unit == 0
        ? Math.clamp(0, least, most)
        : Math.clamp(Math.round(value / unit), least, most);
  }
}
