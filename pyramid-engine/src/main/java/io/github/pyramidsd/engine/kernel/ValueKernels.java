package io.github.pyramidsd.engine.kernel;

import static io.github.pyramidsd.engine.kernel.Vectors.FEW_REGISTERS;
import static io.github.pyramidsd.engine.kernel.Vectors.FLOATS;
import static io.github.pyramidsd.engine.kernel.Vectors.LANES;
import static io.github.pyramidsd.engine.kernel.Vectors.broadcast;
import static io.github.pyramidsd.engine.kernel.Vectors.floats;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Adds up a tile of values, weighed: lanes are numbers of a value. Four rows come at once in 4
 * vectors each, or in 2 where registers are few or fewer numbers are left; one row in 4 or in 1.
 */
final class ValueKernels {

  private static final int SPAN = Attention.SPAN;
  private static final long VECTOR_BYTES = (long) LANES * Float.BYTES;

  private ValueKernels() {}

  /** Adds a tile's values from {@code begin} to {@code end}, weighed, to the sums of one row. */
  static void one(
      MemorySegment values,
      long at,
      int stride,
      int begin,
      int end,
      float[] p,
      int pAt,
      float[] sums,
      int to) {
    int d = 0;
    for (; d <= stride - 4 * LANES; d += 4 * LANES) {
      oneByFour(values, at + (long) d * Float.BYTES, stride, begin, end, p, pAt, sums, to + d);
    }
    for (; d < stride; d += LANES) {
      oneByOne(values, at + (long) d * Float.BYTES, stride, begin, end, p, pAt, sums, to + d);
    }
  }

  private static void oneByFour(
      MemorySegment values,
      long at,
      int stride,
      int begin,
      int end,
      float[] p,
      int pAt,
      float[] sums,
      int to) {
    FloatVector a = FloatVector.fromArray(FLOATS, sums, to);
    FloatVector b = FloatVector.fromArray(FLOATS, sums, to + LANES);
    FloatVector c = FloatVector.fromArray(FLOATS, sums, to + 2 * LANES);
    FloatVector d = FloatVector.fromArray(FLOATS, sums, to + 3 * LANES);
    for (int i = begin; i < end; i++) {
      long v = at + (long) i * stride * Float.BYTES;
      FloatVector x = broadcast(p[pAt + i]);
      a = floats(values, v).fma(x, a);
      b = floats(values, v + VECTOR_BYTES).fma(x, b);
      c = floats(values, v + 2 * VECTOR_BYTES).fma(x, c);
      d = floats(values, v + 3 * VECTOR_BYTES).fma(x, d);
    }
    a.intoArray(sums, to);
    b.intoArray(sums, to + LANES);
    c.intoArray(sums, to + 2 * LANES);
    d.intoArray(sums, to + 3 * LANES);
  }

  private static void oneByOne(
      MemorySegment values,
      long at,
      int stride,
      int begin,
      int end,
      float[] p,
      int pAt,
      float[] sums,
      int to) {
    FloatVector a = FloatVector.fromArray(FLOATS, sums, to);
    for (int i = begin; i < end; i++) {
      FloatVector x = broadcast(p[pAt + i]);
      a = floats(values, at + (long) i * stride * Float.BYTES).fma(x, a);
    }
    a.intoArray(sums, to);
  }

  /** Adds a tile's first {@code count} values, weighed, to the sums of four rows. */
  static void four(
      MemorySegment values,
      long at,
      int stride,
      int count,
      float[] p,
      int pAt,
      float[] sums,
      int to) {
    int d = 0;
    for (; !FEW_REGISTERS && d <= stride - 4 * LANES; d += 4 * LANES) {
      fourByFour(values, at + (long) d * Float.BYTES, stride, count, p, pAt, sums, to + d);
    }
    for (; d < stride; d += 2 * LANES) {
      // Where but one vector is left, it comes twice, which does no harm.
      int next = Math.min(LANES, stride - LANES - d);
      fourByTwo(values, at + (long) d * Float.BYTES, next, stride, count, p, pAt, sums, to + d);
    }
  }

  private static void fourByFour(
      MemorySegment values,
      long at,
      int stride,
      int count,
      float[] p,
      int pAt,
      float[] sums,
      int to) {
    FloatVector a0 = FloatVector.fromArray(FLOATS, sums, to);
    FloatVector b0 = FloatVector.fromArray(FLOATS, sums, to + LANES);
    FloatVector c0 = FloatVector.fromArray(FLOATS, sums, to + 2 * LANES);
    FloatVector d0 = FloatVector.fromArray(FLOATS, sums, to + 3 * LANES);
    FloatVector a1 = FloatVector.fromArray(FLOATS, sums, to + stride);
    FloatVector b1 = FloatVector.fromArray(FLOATS, sums, to + stride + LANES);
    FloatVector c1 = FloatVector.fromArray(FLOATS, sums, to + stride + 2 * LANES);
    FloatVector d1 = FloatVector.fromArray(FLOATS, sums, to + stride + 3 * LANES);
    FloatVector a2 = FloatVector.fromArray(FLOATS, sums, to + 2 * stride);
    FloatVector b2 = FloatVector.fromArray(FLOATS, sums, to + 2 * stride + LANES);
    FloatVector c2 = FloatVector.fromArray(FLOATS, sums, to + 2 * stride + 2 * LANES);
    FloatVector d2 = FloatVector.fromArray(FLOATS, sums, to + 2 * stride + 3 * LANES);
    FloatVector a3 = FloatVector.fromArray(FLOATS, sums, to + 3 * stride);
    FloatVector b3 = FloatVector.fromArray(FLOATS, sums, to + 3 * stride + LANES);
    FloatVector c3 = FloatVector.fromArray(FLOATS, sums, to + 3 * stride + 2 * LANES);
    FloatVector d3 = FloatVector.fromArray(FLOATS, sums, to + 3 * stride + 3 * LANES);
    for (int i = 0; i < count; i++) {
      long v = at + (long) i * stride * Float.BYTES;
      FloatVector va = floats(values, v);
      FloatVector vb = floats(values, v + VECTOR_BYTES);
      FloatVector vc = floats(values, v + 2 * VECTOR_BYTES);
      FloatVector vd = floats(values, v + 3 * VECTOR_BYTES);
      FloatVector x0 = broadcast(p[pAt + i]);
      a0 = va.fma(x0, a0);
      b0 = vb.fma(x0, b0);
      c0 = vc.fma(x0, c0);
      d0 = vd.fma(x0, d0);
      FloatVector x1 = broadcast(p[pAt + SPAN + i]);
      a1 = va.fma(x1, a1);
      b1 = vb.fma(x1, b1);
      c1 = vc.fma(x1, c1);
      d1 = vd.fma(x1, d1);
      FloatVector x2 = broadcast(p[pAt + 2 * SPAN + i]);
      a2 = va.fma(x2, a2);
      b2 = vb.fma(x2, b2);
      c2 = vc.fma(x2, c2);
      d2 = vd.fma(x2, d2);
      FloatVector x3 = broadcast(p[pAt + 3 * SPAN + i]);
      a3 = va.fma(x3, a3);
      b3 = vb.fma(x3, b3);
      c3 = vc.fma(x3, c3);
      d3 = vd.fma(x3, d3);
    }
    a0.intoArray(sums, to);
    b0.intoArray(sums, to + LANES);
    c0.intoArray(sums, to + 2 * LANES);
    d0.intoArray(sums, to + 3 * LANES);
    a1.intoArray(sums, to + stride);
    b1.intoArray(sums, to + stride + LANES);
    c1.intoArray(sums, to + stride + 2 * LANES);
    d1.intoArray(sums, to + stride + 3 * LANES);
    a2.intoArray(sums, to + 2 * stride);
    b2.intoArray(sums, to + 2 * stride + LANES);
    c2.intoArray(sums, to + 2 * stride + 2 * LANES);
    d2.intoArray(sums, to + 2 * stride + 3 * LANES);
    a3.intoArray(sums, to + 3 * stride);
    b3.intoArray(sums, to + 3 * stride + LANES);
    c3.intoArray(sums, to + 3 * stride + 2 * LANES);
    d3.intoArray(sums, to + 3 * stride + 3 * LANES);
  }

  private static void fourByTwo(
      MemorySegment values,
      long at,
      int next,
      int stride,
      int count,
      float[] p,
      int pAt,
      float[] sums,
      int to) {
    FloatVector a0 = FloatVector.fromArray(FLOATS, sums, to);
    FloatVector b0 = FloatVector.fromArray(FLOATS, sums, to + next);
    FloatVector a1 = FloatVector.fromArray(FLOATS, sums, to + stride);
    FloatVector b1 = FloatVector.fromArray(FLOATS, sums, to + stride + next);
    FloatVector a2 = FloatVector.fromArray(FLOATS, sums, to + 2 * stride);
    FloatVector b2 = FloatVector.fromArray(FLOATS, sums, to + 2 * stride + next);
    FloatVector a3 = FloatVector.fromArray(FLOATS, sums, to + 3 * stride);
    FloatVector b3 = FloatVector.fromArray(FLOATS, sums, to + 3 * stride + next);
    for (int i = 0; i < count; i++) {
      long v = at + (long) i * stride * Float.BYTES;
      FloatVector va = floats(values, v);
      FloatVector vb = floats(values, v + (long) next * Float.BYTES);
      FloatVector x0 = broadcast(p[pAt + i]);
      FloatVector x1 = broadcast(p[pAt + SPAN + i]);
      FloatVector x2 = broadcast(p[pAt + 2 * SPAN + i]);
      FloatVector x3 = broadcast(p[pAt + 3 * SPAN + i]);
      a0 = va.fma(x0, a0);
      b0 = vb.fma(x0, b0);
      a1 = va.fma(x1, a1);
      b1 = vb.fma(x1, b1);
      a2 = va.fma(x2, a2);
      b2 = vb.fma(x2, b2);
      a3 = va.fma(x3, a3);
      b3 = vb.fma(x3, b3);
    }
    a0.intoArray(sums, to);
    b0.intoArray(sums, to + next);
    a1.intoArray(sums, to + stride);
    b1.intoArray(sums, to + stride + next);
    a2.intoArray(sums, to + 2 * stride);
    b2.intoArray(sums, to + 2 * stride + next);
    a3.intoArray(sums, to + 3 * stride);
    b3.intoArray(sums, to + 3 * stride + next);
  }
}
