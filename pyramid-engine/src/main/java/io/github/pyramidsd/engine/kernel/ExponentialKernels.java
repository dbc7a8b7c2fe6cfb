package io.github.pyramidsd.engine.kernel;

import static io.github.pyramidsd.engine.kernel.Vectors.FLOATS;
import static io.github.pyramidsd.engine.kernel.Vectors.LANES;
import static io.github.pyramidsd.engine.kernel.Vectors.broadcast;

import io.github.pyramidsd.decoding.sampling.Exponential;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** What needs the exponential, lane by lane with the operations of {@link Exponential}. */
final class ExponentialKernels {

  private ExponentialKernels() {}

  static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.max(Exponential.LOWEST).min(Exponential.HIGHEST);
    FloatVector shifted =
        clamped.fma(broadcast(Exponential.LOG2_E), broadcast(Exponential.ROUNDING));
    FloatVector n = shifted.sub(Exponential.ROUNDING);
    FloatVector r = n.fma(broadcast(-Exponential.LN2_HIGH), clamped);
    r = n.fma(broadcast(-Exponential.LN2_LOW), r);
    FloatVector y = broadcast(Exponential.C7).fma(r, broadcast(Exponential.C6));
    y = y.fma(r, broadcast(Exponential.C5));
    y = y.fma(r, broadcast(Exponential.C4));
    y = y.fma(r, broadcast(Exponential.C3));
    y = y.fma(r, broadcast(Exponential.C2));
    y = y.fma(r.mul(r), r).add(1);
    FloatVector power =
        shifted
            .reinterpretAsInts()
            .add(127)
            .lanewise(VectorOperators.LSHL, 23)
            .reinterpretAsFloats();
    return y.mul(power).blend(0, x.lt(Exponential.LOWEST));
  }

  /** See {@link AttentionSoftmax}. The scores have room up to the next multiple of 16. */
  static float max(float[] scores, int from, int count) {
    Arrays.fill(scores, from + count, from + padded(count), Float.NEGATIVE_INFINITY);
    FloatVector max = broadcast(Float.NEGATIVE_INFINITY);
    for (int i = from; i < from + count; i += LANES) {
      max = max.max(FloatVector.fromArray(FLOATS, scores, i));
    }
    return max.reduceLanes(VectorOperators.MAX);
  }

  /** See {@link AttentionSoftmax}. The scores are filled up as {@link #max} does it. */
  static float exponentials(float[] scores, int from, int count, float max, float[] sums) {
    int end = from + padded(count);
    for (int lane = 0; lane < AttentionSoftmax.SUMS; lane += LANES) {
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int i = from + lane; i < end; i += AttentionSoftmax.SUMS) {
        FloatVector e = exp(FloatVector.fromArray(FLOATS, scores, i).sub(max));
        e.intoArray(scores, i);
        sum = sum.add(e);
      }
      sum.intoArray(sums, lane);
    }
    return AttentionSoftmax.total(sums);
  }

  private static int padded(int count) {
    return (count + AttentionSoftmax.SUMS - 1) / AttentionSoftmax.SUMS * AttentionSoftmax.SUMS;
  }

  /** gate = gate · sigmoid(gate) · up, as far as whole vectors go; returns how far. */
  static int swiglu(float[] gate, float[] up, int from, int to) {
    int i = from;
    for (; i <= to - LANES; i += LANES) {
      FloatVector x = FloatVector.fromArray(FLOATS, gate, i);
      x.div(exp(x.neg()).add(1)).mul(FloatVector.fromArray(FLOATS, up, i)).intoArray(gate, i);
    }
    return i;
  }
}
