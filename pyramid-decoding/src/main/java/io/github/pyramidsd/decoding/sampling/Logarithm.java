package io.github.pyramidsd.decoding.sampling;

/**
 * The natural logarithm of a positive normal double, to within 1 unit in the last place, by the
 * same few operations everywhere, as {@link Exponential} does its part. The vector kernels of the
 * engine repeat them lane by lane and get the same bits.
 *
 * <p>The argument is split into 2^k · (1 + f) with 1 + f between √½ and √2; ln(1 + f) is a
 * polynomial in s = f / (2 + f) (the coefficients are those of {@code log} in Sun's fdlibm).
 */
public final class Logarithm {

  /** The upper half of the bits of √½: what a number is split at. */
  public static final long SPLIT = 0x3fe6a09eL << 32;

  /** Moves a number's bits so that its exponent field is k + {@link #BIAS}. */
  public static final long SHIFT = (0x3ff00000L << 32) - SPLIT;

  public static final long FRACTION = (1L << 52) - 1;

  /** The bits of 2^52: with a small integer in the low bits they are 2^52 + that integer. */
  public static final long INTEGER = 0x4330000000000000L;

  /** 2^52 and the bias of the exponent. */
  public static final double BIAS = 0x1p52 + 1023;

  public static final double LN2_HIGH = 0.6931471803691238;
  public static final double LN2_LOW = 1.9082149292705877e-10;
  public static final double L1 = 0.6666666666666735;
  public static final double L2 = 0.3999999999940942;
  public static final double L3 = 0.2857142874366239;
  public static final double L4 = 0.22222198432149784;
  public static final double L5 = 0.1818357216161805;
  public static final double L6 = 0.15313837699209373;
  public static final double L7 = 0.14798198605116586;

  private Logarithm() {}

  /** Returns ln x. */
  public static double ln(double x) {
    long bits = Double.doubleToRawLongBits(x) + SHIFT;
    double k = Double.longBitsToDouble(bits >>> 52 | INTEGER) - BIAS;
    double f = Double.longBitsToDouble((bits & FRACTION) + SPLIT) - 1;
    double s = f / (f + 2);
    double z = s * s;
    double y = Math.fma(L7, z, L6);
    y = Math.fma(y, z, L5);
    y = Math.fma(y, z, L4);
    y = Math.fma(y, z, L3);
    y = Math.fma(y, z, L2);
    y = Math.fma(y, z, L1);
    double half = f * f * 0.5;
    double low = Math.fma(k, LN2_LOW, s * Math.fma(y, z, half));
    return Math.fma(k, LN2_HIGH, low - half + f);
  }
}
