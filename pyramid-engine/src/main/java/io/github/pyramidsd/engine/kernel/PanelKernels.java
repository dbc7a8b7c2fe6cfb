package io.github.pyramidsd.engine.kernel;

import static io.github.pyramidsd.engine.kernel.Vectors.FLOATS;
import static io.github.pyramidsd.engine.kernel.Vectors.LANES;

import io.github.pyramidsd.engine.quant.WeightFormat;
import jdk.incubator.vector.FloatVector;

/**
 * Panels times groups of tokens. A panel is a piece of a tile decoded to floats, {@code (columns,
 * row of the tile)}, small enough for the first-level cache: what any format comes to that has no
 * kernels of its own, and what every format comes to where there are so many tokens that decoding
 * once for all of them pays.
 */
final class PanelKernels {

  private static final int ROWS = WeightFormat.TILE_ROWS;

  private PanelKernels() {}

  /**
   * Adds the products of a panel with eight tokens to their sums.
   *
   * @param panel (columns, row of the tile) from {@code panelAt}
   * @param columns of the panel
   * @param group how many columns share a scale; the last group may have fewer
   * @param x inputs, (columns, 8) from {@code offset}
   * @param scales (group, row of the tile) from {@code scaleAt}
   * @param sums (token, row of the tile) from {@code at}
   * @param lane the first row of the two vectors to compute
   */
  static void eight(
      float[] panel,
      int panelAt,
      int columns,
      int group,
      float[] x,
      int offset,
      float[] scales,
      int scaleAt,
      float[] sums,
      int at,
      int lane) {
    for (int first = 0; first < columns; first += group) {
      FloatVector b00 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b01 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b02 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b03 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b04 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b05 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b06 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b07 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b10 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b11 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b12 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b13 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b14 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b15 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b16 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b17 = FloatVector.broadcast(FLOATS, 0);
      int end = Math.min(columns, first + group);
      for (int k = first; k < end; k++) {
        FloatVector w0 = FloatVector.fromArray(FLOATS, panel, panelAt + k * ROWS + lane);
        FloatVector w1 = FloatVector.fromArray(FLOATS, panel, panelAt + k * ROWS + lane + LANES);
        int i = offset + k * 8;
        FloatVector x0 = FloatVector.broadcast(FLOATS, x[i]);
        b00 = w0.fma(x0, b00);
        b10 = w1.fma(x0, b10);
        FloatVector x1 = FloatVector.broadcast(FLOATS, x[i + 1]);
        b01 = w0.fma(x1, b01);
        b11 = w1.fma(x1, b11);
        FloatVector x2 = FloatVector.broadcast(FLOATS, x[i + 2]);
        b02 = w0.fma(x2, b02);
        b12 = w1.fma(x2, b12);
        FloatVector x3 = FloatVector.broadcast(FLOATS, x[i + 3]);
        b03 = w0.fma(x3, b03);
        b13 = w1.fma(x3, b13);
        FloatVector x4 = FloatVector.broadcast(FLOATS, x[i + 4]);
        b04 = w0.fma(x4, b04);
        b14 = w1.fma(x4, b14);
        FloatVector x5 = FloatVector.broadcast(FLOATS, x[i + 5]);
        b05 = w0.fma(x5, b05);
        b15 = w1.fma(x5, b15);
        FloatVector x6 = FloatVector.broadcast(FLOATS, x[i + 6]);
        b06 = w0.fma(x6, b06);
        b16 = w1.fma(x6, b16);
        FloatVector x7 = FloatVector.broadcast(FLOATS, x[i + 7]);
        b07 = w0.fma(x7, b07);
        b17 = w1.fma(x7, b17);
      }
      int s = scaleAt + first / group * ROWS + lane;
      FloatVector s0 = FloatVector.fromArray(FLOATS, scales, s);
      FloatVector s1 = FloatVector.fromArray(FLOATS, scales, s + LANES);
      int to = at + lane;
      b00.fma(s0, FloatVector.fromArray(FLOATS, sums, to)).intoArray(sums, to);
      b10.fma(s1, FloatVector.fromArray(FLOATS, sums, to + LANES)).intoArray(sums, to + LANES);
      b01.fma(s0, FloatVector.fromArray(FLOATS, sums, to + ROWS)).intoArray(sums, to + ROWS);
      b11.fma(s1, FloatVector.fromArray(FLOATS, sums, to + ROWS + LANES))
          .intoArray(sums, to + ROWS + LANES);
      b02.fma(s0, FloatVector.fromArray(FLOATS, sums, to + 2 * ROWS))
          .intoArray(sums, to + 2 * ROWS);
      b12.fma(s1, FloatVector.fromArray(FLOATS, sums, to + 2 * ROWS + LANES))
          .intoArray(sums, to + 2 * ROWS + LANES);
      b03.fma(s0, FloatVector.fromArray(FLOATS, sums, to + 3 * ROWS))
          .intoArray(sums, to + 3 * ROWS);
      b13.fma(s1, FloatVector.fromArray(FLOATS, sums, to + 3 * ROWS + LANES))
          .intoArray(sums, to + 3 * ROWS + LANES);
      b04.fma(s0, FloatVector.fromArray(FLOATS, sums, to + 4 * ROWS))
          .intoArray(sums, to + 4 * ROWS);
      b14.fma(s1, FloatVector.fromArray(FLOATS, sums, to + 4 * ROWS + LANES))
          .intoArray(sums, to + 4 * ROWS + LANES);
      b05.fma(s0, FloatVector.fromArray(FLOATS, sums, to + 5 * ROWS))
          .intoArray(sums, to + 5 * ROWS);
      b15.fma(s1, FloatVector.fromArray(FLOATS, sums, to + 5 * ROWS + LANES))
          .intoArray(sums, to + 5 * ROWS + LANES);
      b06.fma(s0, FloatVector.fromArray(FLOATS, sums, to + 6 * ROWS))
          .intoArray(sums, to + 6 * ROWS);
      b16.fma(s1, FloatVector.fromArray(FLOATS, sums, to + 6 * ROWS + LANES))
          .intoArray(sums, to + 6 * ROWS + LANES);
      b07.fma(s0, FloatVector.fromArray(FLOATS, sums, to + 7 * ROWS))
          .intoArray(sums, to + 7 * ROWS);
      b17.fma(s1, FloatVector.fromArray(FLOATS, sums, to + 7 * ROWS + LANES))
          .intoArray(sums, to + 7 * ROWS + LANES);
    }
  }

  /**
   * Adds the products of a panel with four tokens to their sums.
   *
   * @param panel (columns, row of the tile) from {@code panelAt}
   * @param columns of the panel
   * @param group how many columns share a scale; the last group may have fewer
   * @param x inputs, (columns, width) from {@code offset}
   * @param scales (group, row of the tile) from {@code scaleAt}
   * @param sums (token, row of the tile) from {@code at}
   * @param lane the first row of the two vectors to compute
   */
  static void four(
      float[] panel,
      int panelAt,
      int columns,
      int group,
      float[] x,
      int offset,
      int width,
      float[] scales,
      int scaleAt,
      float[] sums,
      int at,
      int lane) {
    for (int first = 0; first < columns; first += group) {
      FloatVector b00 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b01 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b02 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b03 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b10 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b11 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b12 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b13 = FloatVector.broadcast(FLOATS, 0);
      int end = Math.min(columns, first + group);
      for (int k = first; k < end; k++) {
        FloatVector w0 = FloatVector.fromArray(FLOATS, panel, panelAt + k * ROWS + lane);
        FloatVector w1 = FloatVector.fromArray(FLOATS, panel, panelAt + k * ROWS + lane + LANES);
        int i = offset + k * width;
        FloatVector x0 = FloatVector.broadcast(FLOATS, x[i]);
        b00 = w0.fma(x0, b00);
        b10 = w1.fma(x0, b10);
        FloatVector x1 = FloatVector.broadcast(FLOATS, x[i + 1]);
        b01 = w0.fma(x1, b01);
        b11 = w1.fma(x1, b11);
        FloatVector x2 = FloatVector.broadcast(FLOATS, x[i + 2]);
        b02 = w0.fma(x2, b02);
        b12 = w1.fma(x2, b12);
        FloatVector x3 = FloatVector.broadcast(FLOATS, x[i + 3]);
        b03 = w0.fma(x3, b03);
        b13 = w1.fma(x3, b13);
      }
      int s = scaleAt + first / group * ROWS + lane;
      FloatVector s0 = FloatVector.fromArray(FLOATS, scales, s);
      FloatVector s1 = FloatVector.fromArray(FLOATS, scales, s + LANES);
      int to = at + lane;
      b00.fma(s0, FloatVector.fromArray(FLOATS, sums, to)).intoArray(sums, to);
      b10.fma(s1, FloatVector.fromArray(FLOATS, sums, to + LANES)).intoArray(sums, to + LANES);
      b01.fma(s0, FloatVector.fromArray(FLOATS, sums, to + ROWS)).intoArray(sums, to + ROWS);
      b11.fma(s1, FloatVector.fromArray(FLOATS, sums, to + ROWS + LANES))
          .intoArray(sums, to + ROWS + LANES);
      b02.fma(s0, FloatVector.fromArray(FLOATS, sums, to + 2 * ROWS))
          .intoArray(sums, to + 2 * ROWS);
      b12.fma(s1, FloatVector.fromArray(FLOATS, sums, to + 2 * ROWS + LANES))
          .intoArray(sums, to + 2 * ROWS + LANES);
      b03.fma(s0, FloatVector.fromArray(FLOATS, sums, to + 3 * ROWS))
          .intoArray(sums, to + 3 * ROWS);
      b13.fma(s1, FloatVector.fromArray(FLOATS, sums, to + 3 * ROWS + LANES))
          .intoArray(sums, to + 3 * ROWS + LANES);
    }
  }

  /**
   * Adds the products of a panel with one token to their sums.
   *
   * @param panel (columns, row of the tile) from {@code panelAt}
   * @param columns of the panel
   * @param group how many columns share a scale; the last group may have fewer
   * @param x inputs, (columns, 1) from {@code offset}
   * @param scales (group, row of the tile) from {@code scaleAt}
   * @param sums (token, row of the tile) from {@code at}
   * @param lane the first row of the two vectors to compute
   */
  static void one(
      float[] panel,
      int panelAt,
      int columns,
      int group,
      float[] x,
      int offset,
      float[] scales,
      int scaleAt,
      float[] sums,
      int at,
      int lane) {
    for (int first = 0; first < columns; first += group) {
      FloatVector b00 = FloatVector.broadcast(FLOATS, 0);
      FloatVector b10 = FloatVector.broadcast(FLOATS, 0);
      int end = Math.min(columns, first + group);
      for (int k = first; k < end; k++) {
        FloatVector w0 = FloatVector.fromArray(FLOATS, panel, panelAt + k * ROWS + lane);
        FloatVector w1 = FloatVector.fromArray(FLOATS, panel, panelAt + k * ROWS + lane + LANES);
        FloatVector x0 = FloatVector.broadcast(FLOATS, x[offset + k]);
        b00 = w0.fma(x0, b00);
        b10 = w1.fma(x0, b10);
      }
      int s = scaleAt + first / group * ROWS + lane;
      FloatVector s0 = FloatVector.fromArray(FLOATS, scales, s);
      FloatVector s1 = FloatVector.fromArray(FLOATS, scales, s + LANES);
      int to = at + lane;
      b00.fma(s0, FloatVector.fromArray(FLOATS, sums, to)).intoArray(sums, to);
      b10.fma(s1, FloatVector.fromArray(FLOATS, sums, to + LANES)).intoArray(sums, to + LANES);
    }
  }
}
