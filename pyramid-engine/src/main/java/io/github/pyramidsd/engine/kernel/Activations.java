package io.github.pyramidsd.engine.kernel;

import java.util.Arrays;

/**
 * The inputs of a multiplication for a batch of tokens, laid out for the kernels: tokens in groups
 * of 8 (the last one of 8, 4 or 1, filled up with zeros), and in a group column after column,
 * {@code [column][token of the group]}. A buffer that is filled anew for every multiplication.
 */
public final class Activations {

  /** The most tokens of a group. */
  public static final int GROUP = 8;

  private float[] data = {};
  private int tokens;
  private int columns;

  /** Takes in a batch, shape (tokens, columns). */
  public void load(float[] rows, int newTokens, int newColumns) {
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

  /** Where the group starts whose first token is {@code first}. */
  int groupOffset(int first) {
    return first * columns;
  }

  /** How many tokens the group is laid out for: 8, 4 or 1. */
  int groupWidth(int first) {
    int rest = tokens - first;
    return rest > 4 ? GROUP : rest > 1 ? 4 : 1;
  }
}
