package io.github.pyramidsd.engine.kernel;

import static io.github.pyramidsd.engine.kernel.VectorVocabularyKernels.DOUBLES;
import static io.github.pyramidsd.engine.kernel.Vectors.FLOATS;
import static io.github.pyramidsd.engine.kernel.Vectors.LANES;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;

/** {@link RmsNorm}, as far as whole vectors go. */
final class NormKernels {

  private static final int HALF = DOUBLES.length();

  private NormKernels() {}

  /** Adds squares to the sums; returns how many numbers it took. The lanes are the sums. */
  static int addSquares(float[] x, int from, int size, double[] sums) {
    int end = size / RmsNorm.SUMS * RmsNorm.SUMS;
    for (int lane = 0; lane < RmsNorm.SUMS; lane += 2 * HALF) {
      DoubleVector a = DoubleVector.fromArray(DOUBLES, sums, lane);
      DoubleVector b = DoubleVector.fromArray(DOUBLES, sums, lane + HALF);
      for (int i = from + lane; i < from + end; i += RmsNorm.SUMS) {
        DoubleVector first = VectorVocabularyKernels.doubles(x, i);
        DoubleVector second = VectorVocabularyKernels.doubles(x, i + HALF);
        a = first.fma(first, a); // a float's square is exact in a double
        b = second.fma(second, b);
      }
      a.intoArray(sums, lane);
      b.intoArray(sums, lane + HALF);
    }
    return end;
  }

  /** y = x · scale · weight; returns how many numbers it did. */
  static int multiply(
      float[] x, int from, float scale, float[] weight, float[] y, int to, int size) {
    int i = 0;
    for (; i <= size - LANES; i += LANES) {
      FloatVector.fromArray(FLOATS, x, from + i)
          .mul(scale)
          .mul(FloatVector.fromArray(FLOATS, weight, i))
          .intoArray(y, to + i);
    }
    return i;
  }
}
