package io.github.pyramidsd.decoding.sampling;

/**
 * e to the power of a float, to within 2 units in the last place, by the same few operations
 * everywhere: additions, fused multiply-adds and one shift. The vector kernels of the engine repeat
 * them lane by lane and get the same bits.
 *
 * <p>The argument is split into n·ln 2 + r with |r| ≤ ½·ln 2; e^r is a polynomial (the coefficients
 * are those of {@code expf} in S. Moshier's Cephes library) and 2^n is put together from its bits.
 */
public final class Exponential {

  /** Below it the result is 0: the smallest normal float is e to the power of −87.3. */
  public static final float LOWEST = -87.3f;

  /** Arguments above it are taken as if they were it. */
  public static final float HIGHEST = 88.3f;

  public static final float LOG2_E = 1.442695f;

  /** 1.5·2^23: adding it rounds to an integer, which then stands in the low bits. */
  public static final float ROUNDING = 12582912f;

  public static final float LN2_HIGH = 355f / 512;
  public static final float LN2_LOW = -2.1219444e-4f;
  public static final float C2 = 0.5f;
  public static final float C3 = 0.16666666f;
  public static final float C4 = 0.041665796f;
  public static final float C5 = 0.008333452f;
  public static final float C6 = 0.0013981999f;
  public static final float C7 = 0.00019875691f;

  private Exponential() {}

  /** Returns e^x. */
  public static float exp(float x) {
    if (x < LOWEST) {
      return 0;
    }
    float clamped = x > HIGHEST ? HIGHEST : x;
    float shifted = Math.fma(clamped, LOG2_E, ROUNDING);
    float n = shifted - ROUNDING;
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, clamped));
    float y = Math.fma(C7, r, C6);
    y = Math.fma(y, r, C5);
    y = Math.fma(y, r, C4);
    y = Math.fma(y, r, C3);
    y = Math.fma(y, r, C2);
    y = Math.fma(y, r * r, r) + 1;
    return y * Float.intBitsToFloat((Float.floatToRawIntBits(shifted) + 127) << 23);
  }
}
