package io.github.pyramidsd.engine.kernel;

import io.github.pyramidsd.engine.quant.WeightFormat;
import java.util.Arrays;

/**
 * The inputs of a multiplication for a batch of tokens, laid out for the kernels: tokens in groups
 * of 8 (the last one of 8 or 4, filled up with zeros; one token alone is a group of 1), column
 * after column, {@code [column][token of the group]}. A buffer that is filled anew for every
 * multiplication.
 */
public final class Activations {

  /** The most tokens of a group. */
  public static final int GROUP = 8;

  private float[] data = {};
  private final GroupSums sums16 = new GroupSums(16);
  private final GroupSums sums32 = new GroupSums(32);
  private int tokens;
  private int columns;

  /** Takes in a batch, shape (tokens, columns). */
  public void load(float[] rows, int newTokens, int newColumns) {
    sums16.ready = false;
    sums32.ready = false;
    tokens = newTokens;
    columns = newColumns;
    int size = 0;
    for (int first = 0; first < tokens; first += GROUP) {
      size += groupWidth(first) * columns;
    }
    if (data.length < size) {
      data = new float[size];
    }
    for (int first = 0; first < tokens; first += GROUP) {
      loadGroup(rows, first);
    }
  }

  private void loadGroup(float[] rows, int first) {
    int offset = groupOffset(first);
    int width = groupWidth(first);
    int real = Math.min(width, tokens - first);
    if (real < width) {
      Arrays.fill(data, offset, offset + width * columns, 0);
    }
    for (int t = 0; t < real; t++) {
      int row = (first + t) * columns;
      for (int column = 0; column < columns; column++) {
        data[offset + column * width + t] = rows[row + column];
      }
    }
  }

  /** Computes what matrices of this format need beside the inputs. To be called before they do. */
  public void prepareFor(WeightFormat format) {
    if (format.hasOffsets()) {
      groupSums(format.groupColumns()).compute();
    }
  }

  /** How many tokens there are. */
  public int tokens() {
    return tokens;
  }

  int columns() {
    return columns;
  }

  float[] data() {
    return data;
  }

  /**
   * The negative sums of the inputs over groups of columns, laid out as the inputs are, with a
   * group in the place of a column.
   */
  float[] negativeSums(int groupColumns) {
    GroupSums sums = groupSums(groupColumns);
    if (!sums.ready) {
      throw new IllegalStateException("not prepared for groups of " + groupColumns);
    }
    return sums.values;
  }

  private GroupSums groupSums(int groupColumns) {
    return switch (groupColumns) {
      case 16 -> sums16;
      case 32 -> sums32;
      default -> throw new IllegalArgumentException("groups of " + groupColumns + " columns");
    };
  }

  /** Where the group starts whose first token is {@code first}. */
  int groupOffset(int first) {
    return first * columns;
  }

  /** How many tokens the group is laid out for: 8 or 4, or 1 where there is but one token. */
  int groupWidth(int first) {
    if (tokens == 1) {
      return 1;
    }
    return tokens - first > 4 ? GROUP : 4;
  }

  /** Sums over groups of so many columns. */
  private final class GroupSums {

    private final int groupColumns;
    private float[] values = {};
    private boolean ready;

    GroupSums(int groupColumns) {
      this.groupColumns = groupColumns;
    }

    void compute() {
      if (ready) {
        return;
      }
      int groups = columns / groupColumns;
      int size = (tokens + GROUP - 1) / GROUP * GROUP * groups;
      if (values.length < size) {
        values = new float[size];
      }
      for (int first = 0; first < tokens; first += GROUP) {
        int width = groupWidth(first);
        for (int group = 0; group < groups; group++) {
          sum(
              groupOffset(first) + group * groupColumns * width,
              width,
              first * groups + group * width);
        }
      }
      ready = true;
    }

    /** Sums a group of columns for all tokens of a group, each in the order of columns. */
    private void sum(int from, int width, int to) {
      for (int t = 0; t < width; t++) {
        float sum = 0;
        for (int column = 0; column < groupColumns; column++) {
          sum -= data[from + column * width + t];
        }
        values[to + t] = sum;
      }
    }
  }
}
