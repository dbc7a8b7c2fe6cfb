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
  static void softmax(float[] scores, int count, float scale, float[] sums) {
    float max = AttentionSoftmax.scaledMax(scores, count, scale);
    int end = (count + AttentionSoftmax.SUMS - 1) / AttentionSoftmax.SUMS * AttentionSoftmax.SUMS;
    Arrays.fill(scores, count, end, Float.NEGATIVE_INFINITY);
    for (int lane = 0; lane < AttentionSoftmax.SUMS; lane += LANES) {
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int i = lane; i < end; i += AttentionSoftmax.SUMS) {
        FloatVector e = exp(FloatVector.fromArray(FLOATS, scores, i).sub(max));
        e.intoArray(scores, i);
        sum = sum.add(e);
      }
      sum.intoArray(sums, lane);
    }
    float factor = 1 / AttentionSoftmax.total(sums);
    for (int i = 0; i < end; i += LANES) {
      FloatVector.fromArray(FLOATS, scores, i).mul(factor).intoArray(scores, i);
    }
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
