package io.github.pyramidsd.engine.kernel;

import io.github.pyramidsd.decoding.sampling.Exponential;
import io.github.pyramidsd.engine.quant.PackedMatrix;
import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Plain Java, one number at a time: slow, runs everywhere, and says what the vector code must give.
 */
public final class ScalarKernels implements Kernels {

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public int vectorBits() {
    return 0;
  }

  @Override
  public void multiply(
      PackedMatrix matrix,
      Activations x,
      int fromTile,
      int toTile,
      float[] y,
      int stride,
      Scratch scratch) {
    int to = Math.min(toTile * WeightFormat.TILE_ROWS, matrix.rows());
    for (int row = fromTile * WeightFormat.TILE_ROWS; row < to; row++) {
      for (int token = 0; token < x.tokens(); token++) {
        y[token * stride + row] = multiplyRow(matrix, row, x, token);
      }
    }
  }

  private static float multiplyRow(PackedMatrix matrix, int row, Activations x, int token) {
    WeightFormat format = matrix.format();
    int lane = row % WeightFormat.TILE_ROWS;
    long tileBlock = row / WeightFormat.TILE_ROWS * matrix.tileBytes();
    int group = token / Activations.GROUP * Activations.GROUP;
    int width = x.groupWidth(group);
    int offset = x.groupOffset(group) + token - group;
    float sum = 0;
    for (int column = 0; column < matrix.columns(); column += format.blockColumns()) {
      sum =
          format.accumulate(
              matrix.data(), tileBlock, lane, x.data(), offset + column * width, width, sum);
      tileBlock += format.tileBlockBytes();
    }
    return sum;
  }

  @Override
  public void attend(
      float[] q,
      int offset,
      HeadCache cache,
      int positions,
      float scale,
      float[] out,
      Scratch scratch) {
    float[] scores = scratch.scores(positions);
    int size = cache.headSize();
    for (int position = 0; position < positions; position++) {
      long key =
          (long) position / HeadCache.TILE * size * HeadCache.TILE + position % HeadCache.TILE;
      float sum = 0;
      for (int d = 0; d < size; d++) {
        sum = Math.fma(number(cache.keys(), key + (long) d * HeadCache.TILE), q[offset + d], sum);
      }
      scores[position] = sum;
    }
    AttentionSoftmax.apply(scores, positions, scale, scratch.sums);
    Arrays.fill(out, offset, offset + size, 0);
    for (int position = 0; position < positions; position++) {
      for (int d = 0; d < size; d++) {
        float value = number(cache.values(), (long) position * size + d);
        out[offset + d] = Math.fma(value, scores[position], out[offset + d]);
      }
    }
  }

  @Override
  public void swiglu(float[] gate, float[] up, int from, int to) {
    for (int i = from; i < to; i++) {
      float x = gate[i];
      gate[i] = x / (Exponential.exp(-x) + 1) * up[i];
    }
  }

  private static float number(MemorySegment segment, long index) {
    return segment.get(WeightFormat.FLOAT, index * Float.BYTES);
  }
}
