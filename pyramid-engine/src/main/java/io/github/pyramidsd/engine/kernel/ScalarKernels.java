package io.github.pyramidsd.engine.kernel;

import io.github.pyramidsd.decoding.sampling.Exponential;
import io.github.pyramidsd.decoding.sampling.VocabularyKernels;
import io.github.pyramidsd.engine.quant.PackedMatrix;
import io.github.pyramidsd.engine.quant.WeightFormat;
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
  public VocabularyKernels vocabulary() {
    return VocabularyKernels.SCALAR;
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

  /** See {@link WeightFormat} for the order of the sum. */
  private static float multiplyRow(PackedMatrix matrix, int row, Activations x, int token) {
    int first = token / Activations.GROUP * Activations.GROUP;
    int width = x.groupWidth(first);
    int offset = x.groupOffset(first) + token - first;
    int group = matrix.format().groupColumns();
    float sum = 0;
    for (int column = 0; column < matrix.columns(); column += group) {
      float product = 0;
      for (int k = column; k < column + group; k++) {
        product = Math.fma(matrix.number(row, k), x.data()[offset + k * width], product);
      }
      sum = Math.fma(product, matrix.scale(row, column), sum);
    }
    return matrix.format().hasOffsets() ? addOffsets(matrix, row, x, token, sum) : sum;
  }

  private static float addOffsets(
      PackedMatrix matrix, int row, Activations x, int token, float productSum) {
    int first = token / Activations.GROUP * Activations.GROUP;
    int width = x.groupWidth(first);
    int group = matrix.format().groupColumns();
    int groups = matrix.columns() / group;
    float[] sums = x.negativeSums(group);
    float sum = productSum;
    for (int g = 0; g < groups; g += WeightFormat.UNIT_COLUMNS) {
      float product = 0;
      for (int i = g; i < Math.min(groups, g + WeightFormat.UNIT_COLUMNS); i++) {
        float negativeSum = sums[first * groups + i * width + token - first];
        product = Math.fma(matrix.offset(row, i * group), negativeSum, product);
      }
      sum += product;
    }
    return sum;
  }

  @Override
  public void attend(
      Attention attention, HeadCache cache, int head, int span, int slot, Scratch scratch) {
    float[] scores = scratch.scores(Attention.SPAN);
    float[] sums = scratch.values(cache.headSize());
    int from = span * Attention.SPAN;
    for (int row = attention.firstRow(span); row < attention.rows(); row++) {
      int count = attention.positions(row, span);
      if (count == 0) {
        continue;
      }
      for (int i = 0; i < count; i++) {
        scores[i] = score(attention, attention.query(head, row), cache, from + i);
      }
      float max = AttentionSoftmax.max(scores, 0, count);
      float total = AttentionSoftmax.exponentials(scores, 0, count, max, scratch.sums);
      Arrays.fill(sums, 0, cache.headSize(), 0);
      for (int i = 0; i < count; i++) {
        for (int d = 0; d < cache.headSize(); d++) {
          sums[d] = Math.fma(cache.value(from + i, d), scores[i], sums[d]);
        }
      }
      attention.store(slot, head, row, max, total, sums, 0);
    }
  }

  private static float score(Attention attention, int query, HeadCache cache, int position) {
    float sum = 0;
    for (int d = 0; d < cache.headSize(); d++) {
      float q = attention.queries()[query + d * Attention.GROUP];
      sum = Math.fma(cache.key(position, d), q, sum);
    }
    return sum;
  }

  @Override
  public void rmsNorm(
      float[] x,
      int from,
      int size,
      float[] weight,
      float epsilon,
      float[] y,
      int to,
      Scratch scratch) {
    Arrays.fill(scratch.squares, 0);
    RmsNorm.addSquares(x, from, 0, size, scratch.squares);
    float scale = RmsNorm.scale(scratch.squares, size, epsilon);
    RmsNorm.multiply(x, from, scale, weight, y, to, 0, size);
  }

  @Override
  public void swiglu(float[] gate, float[] up, int from, int to) {
    for (int i = from; i < to; i++) {
      float x = gate[i];
      gate[i] = x / (Exponential.exp(-x) + 1) * up[i];
    }
  }
}
