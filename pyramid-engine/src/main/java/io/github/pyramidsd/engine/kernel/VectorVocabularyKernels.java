package io.github.pyramidsd.engine.kernel;

import static io.github.pyramidsd.engine.kernel.Vectors.FLOATS;
import static io.github.pyramidsd.engine.kernel.Vectors.LANES;
import static io.github.pyramidsd.engine.kernel.Vectors.broadcast;

import io.github.pyramidsd.decoding.sampling.Exponential;
import io.github.pyramidsd.decoding.sampling.VocabularyKernels;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sampling's loops on the Vector API: whole groups of 16 tokens, whose lanes are the 16 sums; what
 * is left at the end of a vocabulary is done in scalar code. Sums are doubles, so they take half as
 * many floats as a vector holds.
 */
final class VectorVocabularyKernels implements VocabularyKernels {

  static final VectorSpecies<Double> DOUBLES = VectorSpecies.of(double.class, FLOATS.vectorShape());
  private static final int HALF = DOUBLES.length();
  private static final VectorSpecies<Float> HALVES =
      VectorSpecies.of(float.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));

  private static int whole(int from, int to) {
    return from + (to - from) / SUMS * SUMS;
  }

  private static FloatVector floats(float[] x, int i) {
    return FloatVector.fromArray(FLOATS, x, i);
  }

  private static FloatVector half(float[] x, int i) {
    return FloatVector.fromArray(HALVES, x, i);
  }

  private static DoubleVector doubles(FloatVector half) {
    return (DoubleVector) half.convertShape(VectorOperators.F2D, DOUBLES, 0);
  }

  /** As many numbers as there are doubles in a vector, widened. */
  static DoubleVector doubles(float[] x, int i) {
    return doubles(half(x, i));
  }

  private static DoubleVector sums(double[] sums, int lane) {
    return DoubleVector.fromArray(DOUBLES, sums, lane);
  }

  @Override
  public float max(float[] x, int from, int to) {
    int end = whole(from, to);
    FloatVector max = broadcast(Float.NEGATIVE_INFINITY);
    for (int i = from; i < end; i += LANES) {
      max = max.max(floats(x, i));
    }
    return Math.max(max.reduceLanes(VectorOperators.MAX), SCALAR.max(x, end, to));
  }

  @Override
  public void raise(float[] maxima, float[] p, int from, int to) {
    int end = whole(from, to);
    for (int i = from; i < end; i += LANES) {
      floats(maxima, i - from).max(floats(p, i)).intoArray(maxima, i - from);
    }
    SCALAR.raise(maxima, p, end, to);
  }

  @Override
  public void exponentials(
      float[] logits, int offset, float max, float scale, float[] p, int from, int to) {
    int end = whole(from, to);
    for (int i = from; i < end; i += LANES) {
      FloatVector exponent = floats(logits, offset + i).sub(max).mul(scale);
      ExponentialKernels.exp(exponent).intoArray(p, i);
    }
    SCALAR.exponentials(logits, offset, max, scale, p, end, to);
  }

  @Override
  public void scale(float[] p, float factor, int from, int to) {
    int end = whole(from, to);
    for (int i = from; i < end; i += LANES) {
      floats(p, i).mul(factor).intoArray(p, i);
    }
    SCALAR.scale(p, factor, end, to);
  }

  @Override
  public void excess(float[] p, float[] q, float[] excess, int from, int to) {
    int end = whole(from, to);
    for (int i = from; i < end; i += LANES) {
      floats(p, i).sub(floats(q, i)).max(0).intoArray(excess, i);
    }
    SCALAR.excess(p, q, excess, end, to);
  }

  @Override
  public int select(float[] p, float least, int from, int to, int[] ids, int count) {
    int end = whole(from, to);
    int selected = count;
    for (int i = from; i < end; i += LANES) {
      long lanes = floats(p, i).compare(VectorOperators.GE, least).toLong();
      while (lanes != 0) {
        ids[selected++] = i + Long.numberOfTrailingZeros(lanes);
        lanes &= lanes - 1;
      }
    }
    return SCALAR.select(p, least, end, to, ids, selected);
  }

  @Override
  public void addProbabilities(float[] p, int from, int to, double[] sums) {
    int end = whole(from, to);
    for (int lane = 0; lane < SUMS; lane += 2 * HALF) {
      DoubleVector a = sums(sums, lane);
      DoubleVector b = sums(sums, lane + HALF);
      for (int i = from + lane; i < end; i += SUMS) {
        a = a.add(doubles(p, i));
        b = b.add(doubles(p, i + HALF));
      }
      a.intoArray(sums, lane);
      b.intoArray(sums, lane + HALF);
    }
    SCALAR.addProbabilities(p, end, to, sums);
  }

  @Override
  public void addAtLeast(float[] p, float least, int from, int to, double[] sums) {
    int end = whole(from, to);
    for (int lane = 0; lane < SUMS; lane += 2 * HALF) {
      DoubleVector a = sums(sums, lane);
      DoubleVector b = sums(sums, lane + HALF);
      for (int i = from + lane; i < end; i += SUMS) {
        a = a.add(doubles(zeroBelow(half(p, i), least)));
        b = b.add(doubles(zeroBelow(half(p, i + HALF), least)));
      }
      a.intoArray(sums, lane);
      b.intoArray(sums, lane + HALF);
    }
    SCALAR.addAtLeast(p, least, end, to, sums);
  }

  private static FloatVector zeroBelow(FloatVector p, float least) {
    return p.blend(0, p.lt(least));
  }

  @Override
  public void addExponents(
      float[] logits,
      int offset,
      float max,
      float scale,
      float[] p,
      int from,
      int to,
      double[] sums) {
    int end = whole(from, to);
    for (int lane = 0; lane < SUMS; lane += 2 * HALF) {
      DoubleVector a = sums(sums, lane);
      DoubleVector b = sums(sums, lane + HALF);
      for (int i = from + lane; i < end; i += SUMS) {
        a = doubles(p, i).fma(exponent(half(logits, offset + i), max, scale), a);
        b = doubles(p, i + HALF).fma(exponent(half(logits, offset + i + HALF), max, scale), b);
      }
      a.intoArray(sums, lane);
      b.intoArray(sums, lane + HALF);
    }
    SCALAR.addExponents(logits, offset, max, scale, p, end, to, sums);
  }

  private static DoubleVector exponent(FloatVector logits, float max, float scale) {
    return doubles(logits.sub(max).mul(scale).max(Exponential.LOWEST));
  }

  @Override
  public void addDistances(float[] p, float[] q, int from, int to, double[] sums) {
    int end = whole(from, to);
    for (int lane = 0; lane < SUMS; lane += 2 * HALF) {
      DoubleVector a = sums(sums, lane);
      DoubleVector b = sums(sums, lane + HALF);
      for (int i = from + lane; i < end; i += SUMS) {
        a = a.add(doubles(half(p, i).sub(half(q, i)).abs()));
        b = b.add(doubles(half(p, i + HALF).sub(half(q, i + HALF)).abs()));
      }
      a.intoArray(sums, lane);
      b.intoArray(sums, lane + HALF);
    }
    SCALAR.addDistances(p, q, end, to, sums);
  }

  @Override
  public void addLogarithms(float[] p, int from, int to, double[] sums) {
    int end = whole(from, to);
    DoubleVector one = DoubleVector.broadcast(DOUBLES, 1);
    for (int lane = 0; lane < SUMS; lane += HALF) {
      DoubleVector sum = sums(sums, lane);
      for (int i = from + lane; i < end; i += SUMS) {
        FloatVector ps = half(p, i);
        if (anyPositive(ps)) {
          sum = sum.add(LogarithmKernels.term(doubles(ps), one));
        }
      }
      sum.intoArray(sums, lane);
    }
    SCALAR.addLogarithms(p, end, to, sums);
  }

  @Override
  public void addKullbackLeibler(float[] p, float[] q, int from, int to, double[] sums) {
    int end = whole(from, to);
    for (int lane = 0; lane < SUMS; lane += HALF) {
      DoubleVector sum = sums(sums, lane);
      for (int i = from + lane; i < end; i += SUMS) {
        FloatVector ps = half(p, i);
        if (anyPositive(ps)) {
          sum = sum.add(LogarithmKernels.term(doubles(ps), doubles(q, i)));
        }
      }
      sum.intoArray(sums, lane);
    }
    SCALAR.addKullbackLeibler(p, q, end, to, sums);
  }

  @Override
  public void addJensenShannon(float[] p, float[] q, int from, int to, double[] sums) {
    int end = whole(from, to);
    for (int lane = 0; lane < SUMS; lane += HALF) {
      DoubleVector sum = sums(sums, lane);
      for (int i = from + lane; i < end; i += SUMS) {
        FloatVector ps = half(p, i);
        FloatVector qs = half(q, i);
        if (anyPositive(ps.max(qs))) {
          sum = sum.add(LogarithmKernels.jensenShannon(doubles(ps), doubles(qs)));
        }
      }
      sum.intoArray(sums, lane);
    }
    SCALAR.addJensenShannon(p, q, end, to, sums);
  }

  /** Truncated distributions are nearly everywhere 0, where no logarithm is wanted. */
  private static boolean anyPositive(FloatVector p) {
    VectorMask<Float> positive = p.compare(VectorOperators.GT, 0);
    return positive.anyTrue();
  }
}
