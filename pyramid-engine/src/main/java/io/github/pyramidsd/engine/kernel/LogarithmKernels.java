package io.github.pyramidsd.engine.kernel;

import static io.github.pyramidsd.engine.kernel.VectorVocabularyKernels.DOUBLES;

import io.github.pyramidsd.decoding.sampling.Logarithm;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

/** What needs the logarithm, lane by lane with the operations of {@link Logarithm}. */
final class LogarithmKernels {

  private LogarithmKernels() {}

  static DoubleVector ln(DoubleVector x) {
    LongVector bits = x.reinterpretAsLongs().add(Logarithm.SHIFT);
    DoubleVector k =
        bits.lanewise(VectorOperators.LSHR, 52)
            .or(Logarithm.INTEGER)
            .reinterpretAsDoubles()
            .sub(Logarithm.BIAS);
    DoubleVector f =
        bits.and(Logarithm.FRACTION).add(Logarithm.SPLIT).reinterpretAsDoubles().sub(1);
    DoubleVector s = f.div(f.add(2));
    DoubleVector z = s.mul(s);
    DoubleVector y = broadcast(Logarithm.L7).fma(z, broadcast(Logarithm.L6));
    y = y.fma(z, broadcast(Logarithm.L5));
    y = y.fma(z, broadcast(Logarithm.L4));
    y = y.fma(z, broadcast(Logarithm.L3));
    y = y.fma(z, broadcast(Logarithm.L2));
    y = y.fma(z, broadcast(Logarithm.L1));
    DoubleVector half = f.mul(f).mul(0.5);
    DoubleVector low = k.fma(broadcast(Logarithm.LN2_LOW), s.mul(y.fma(z, half)));
    return k.fma(broadcast(Logarithm.LN2_HIGH), low.sub(half).add(f));
  }

  /** a·ln(a/b), which is 0 for a = 0 and infinite where only b is 0. */
  static DoubleVector term(DoubleVector a, DoubleVector b) {
    return a.mul(ln(a.div(b))).blend(Double.POSITIVE_INFINITY, b.eq(0)).blend(0, a.eq(0));
  }

  /** p·ln(p/m) + q·ln(q/m) with m = (p + q)/2. */
  static DoubleVector jensenShannon(DoubleVector p, DoubleVector q) {
    DoubleVector middle = p.add(q).mul(0.5);
    return term(p, middle).add(term(q, middle));
  }

  private static DoubleVector broadcast(double value) {
    return DoubleVector.broadcast(DOUBLES, value);
  }
}
