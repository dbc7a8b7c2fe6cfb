package io.github.pyramidsd.engine.kernel;

import static io.github.pyramidsd.engine.kernel.Vectors.FEW_REGISTERS;
import static io.github.pyramidsd.engine.kernel.Vectors.LANES;

import io.github.pyramidsd.engine.quant.BlockFormat;
import io.github.pyramidsd.engine.quant.IQ4_NL;
import io.github.pyramidsd.engine.quant.PackedMatrix;
import io.github.pyramidsd.engine.quant.QuantLayout;
import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Multiplies tiles with batches of tokens, in groups of up to 8: straight from the packed weights,
 * where there are kernels for their layout, or else by way of panels. What hides the latency of the
 * additions is independent sums side by side, 8 or 16: up to 8 tokens of one tile, or up to 4 of
 * two.
 */
final class MatrixKernels {

  private static final int ROWS = WeightFormat.TILE_ROWS;
  private static final int UNIT = WeightFormat.UNIT_COLUMNS;

  /** Columns of a tile that all groups of tokens are multiplied with before the next ones. */
  private static final int BLOCK = 1024;

  private static final int CACHE_LINE = 64;

  /** How a format's weights are multiplied. */
  private enum Path {
    BYTES,
    NIBBLES,
    PANELS
  }

  private MatrixKernels() {}

  static void multiply(
      PackedMatrix matrix,
      Activations x,
      int fromTile,
      int toTile,
      float[] y,
      int stride,
      Scratch scratch) {
    Path path = path(matrix.format());
    boolean one = x.tokens() == 1;
    boolean few = x.tokens() <= 4 && LANES == ROWS / 2; // two tiles are four vectors of rows
    int step = path != Path.PANELS && (one || few) ? 2 : 1;
    int padded = one ? 1 : x.tokens() + Activations.GROUP;
    int scaleCount = matrix.columns() / matrix.format().groupColumns() * ROWS;
    float[] scales = scratch.scales(step * scaleCount);
    float[] offsets = scratch.offsets(matrix.format().hasOffsets() ? step * scaleCount : 0);
    for (int tile = fromTile; tile < toTile; tile += step) {
      int tiles = Math.min(step, toTile - tile);
      float[] sums = scratch.outputs(step * padded * ROWS);
      for (int i = 0; i < tiles; i++) {
        ScaleDecoder.decode(matrix, tile + i, scales, offsets, i * scaleCount, scratch);
      }
      if (step == 2 && !one) {
        multiplyFour(path, matrix, tile, tiles, x, scales, sums, padded * ROWS, scratch);
      } else if (step == 2) {
        multiplyOne(path, matrix, tile, tiles, x, scales, sums);
      } else {
        for (int from = 0; from < matrix.columns(); from += BLOCK) {
          int to = Math.min(matrix.columns(), from + BLOCK);
          if (x.tokens() > 1) {
            scratch.fetched += fetch(matrix.data(), matrix.unit(tile, from), matrix.unit(tile, to));
          }
          if (path == Path.PANELS) {
            multiplyPanels(matrix, tile, from, to, x, scales, sums, scratch.panel);
          } else {
            multiplyBlock(path, matrix, tile, from, to, x, scales, sums);
          }
        }
      }
      for (int i = 0; i < tiles; i++) {
        if (matrix.format().hasOffsets()) {
          float[] ones = scratch.ones(scaleCount);
          addOffsets(matrix, x, offsets, i * scaleCount, ones, sums, i * padded * ROWS);
        }
        store(matrix, tile + i, x.tokens(), sums, i * padded * ROWS, y, stride);
      }
    }
  }

  /**
   * Reads from every cache line, which brings the lines into the cache as fast as memory gives
   * them. Arithmetic that waits for one line after the other gets half of that: what the processor
   * looks ahead is short of a memory's latency, and Java has no instruction to prefetch.
   *
   * @return a number that depends on all that is read, so that none is left out
   */
  private static long fetch(MemorySegment w, long from, long to) {
    long sum = 0;
    for (long at = from; at < to; at += CACHE_LINE) {
      sum += w.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
    }
    return sum;
  }

  private static Path path(WeightFormat format) {
    if (format instanceof BlockFormat block && !(format instanceof IQ4_NL)) {
      QuantLayout layout = block.quants();
      boolean wholeUnits = format.groupColumns() == UNIT;
      if (layout.signed() && wholeUnits) {
        return Path.BYTES;
      }
      if (layout.lowBits() == 4 && layout.highBits() == 0 && wholeUnits) {
        return Path.NIBBLES;
      }
    }
    return Path.PANELS;
  }

  /** One token and two tiles, or the same tile twice where there is but one left. */
  private static void multiplyOne(
      Path path,
      PackedMatrix matrix,
      int tile,
      int tiles,
      Activations x,
      float[] scales,
      float[] sums) {
    int columns = matrix.columns();
    for (int lane = 0; lane < ROWS; lane += 2 * LANES) {
      long first = matrix.unit(tile, 0) + lane;
      long second = matrix.unit(tile + tiles - 1, 0) + lane;
      if (path == Path.BYTES) {
        ByteKernels.one(matrix.data(), first, second, columns, x.data(), 0, scales, lane, sums);
      } else {
        NibbleKernels.one(matrix.data(), first, second, columns, x.data(), 0, scales, lane, sums);
      }
    }
  }

  /** Up to 4 tokens and two tiles, or the same tile twice where there is but one left. */
  private static void multiplyFour(
      Path path,
      PackedMatrix matrix,
      int tile,
      int tiles,
      Activations x,
      float[] scales,
      float[] sums,
      int sum1,
      Scratch scratch) {
    int second = tile + tiles - 1;
    int scaleCount = matrix.columns() / UNIT * ROWS;
    MemorySegment w = matrix.data();
    for (int from = 0; from < matrix.columns(); from += BLOCK) {
      int to = Math.min(matrix.columns(), from + BLOCK);
      long w0 = matrix.unit(tile, from);
      long w1 = matrix.unit(second, from);
      scratch.fetched += fetch(w, w0, matrix.unit(tile, to));
      scratch.fetched += fetch(w, w1, matrix.unit(second, to));
      int s0 = from / UNIT * ROWS;
      int s1 = s0 + (tiles - 1) * scaleCount;
      if (path == Path.BYTES) {
        ByteKernels.fourOfTwo(w, w0, w1, to - from, x.data(), from * 4, scales, s0, s1, sums, sum1);
      } else {
        NibbleKernels.fourOfTwo(
            w, w0, w1, to - from, x.data(), from * 4, scales, s0, s1, sums, sum1);
      }
    }
  }

  /** Columns {@code [from, to)} of a tile and any number of tokens but one. */
  private static void multiplyBlock(
      Path path,
      PackedMatrix matrix,
      int tile,
      int from,
      int to,
      Activations x,
      float[] scales,
      float[] sums) {
    long w = matrix.unit(tile, from);
    int scaleAt = from / UNIT * ROWS;
    for (int first = 0; first < x.tokens(); first += Activations.GROUP) {
      int width = x.groupWidth(first);
      int offset = x.groupOffset(first) + from * width;
      int at = first * ROWS;
      multiplyGroup(path, matrix, w, to - from, x.data(), offset, width, scales, scaleAt, sums, at);
    }
  }

  /** Columns of a tile and a group of 4 or 8 tokens. */
  private static void multiplyGroup(
      Path path,
      PackedMatrix matrix,
      long w,
      int columns,
      float[] x,
      int offset,
      int width,
      float[] scales,
      int scaleAt,
      float[] sums,
      int at) {
    for (int lane = 0; lane < ROWS; lane += 2 * LANES) {
      if (width == 8 && !FEW_REGISTERS) {
        if (path == Path.BYTES) {
          ByteKernels.eight(
              matrix.data(), w + lane, columns, x, offset, scales, scaleAt + lane, sums, at + lane);
        } else {
          NibbleKernels.eight(
              matrix.data(), w + lane, columns, x, offset, scales, scaleAt + lane, sums, at + lane);
        }
        continue;
      }
      for (int t = 0; t < width; t += 4) {
        int to = at + t * ROWS + lane;
        if (path == Path.BYTES) {
          ByteKernels.four(
              matrix.data(),
              w + lane,
              columns,
              x,
              offset + t,
              width,
              scales,
              scaleAt + lane,
              sums,
              to);
        } else {
          NibbleKernels.four(
              matrix.data(),
              w + lane,
              columns,
              x,
              offset + t,
              width,
              scales,
              scaleAt + lane,
              sums,
              to);
        }
      }
    }
  }

  /** Columns {@code [begin, end)} of a tile and any number of tokens, a panel at a time. */
  private static void multiplyPanels(
      PackedMatrix matrix,
      int tile,
      int begin,
      int end,
      Activations x,
      float[] scales,
      float[] sums,
      float[] panel) {
    int group = matrix.format().groupColumns();
    for (int from = begin; from < end; from += Scratch.PANEL_COLUMNS) {
      int to = Math.min(end, from + Scratch.PANEL_COLUMNS);
      PanelDecoder.decode(matrix, tile, from, to, panel);
      for (int first = 0; first < x.tokens(); first += Activations.GROUP) {
        int width = x.groupWidth(first);
        int offset = x.groupOffset(first) + from * width;
        int scaleAt = from / group * ROWS;
        int at = first * ROWS;
        multiplyPanel(
            panel, 0, to - from, group, x.data(), offset, width, scales, scaleAt, sums, at);
      }
    }
  }

  /**
   * The offsets of a tile are a panel, too: groups are its columns, and sums of inputs its inputs.
   */
  private static void addOffsets(
      PackedMatrix matrix,
      Activations x,
      float[] offsets,
      int from,
      float[] ones,
      float[] sums,
      int at) {
    int group = matrix.format().groupColumns();
    int groups = matrix.columns() / group;
    float[] negativeSums = x.negativeSums(group);
    for (int first = 0; first < x.tokens(); first += Activations.GROUP) {
      int width = x.groupWidth(first);
      int to = at + first * ROWS;
      multiplyPanel(
          offsets, from, groups, UNIT, negativeSums, first * groups, width, ones, 0, sums, to);
    }
  }

  private static void multiplyPanel(
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
      int at) {
    for (int lane = 0; lane < ROWS; lane += 2 * LANES) {
      if (width == 1) {
        PanelKernels.one(
            panel, panelAt, columns, group, x, offset, scales, scaleAt, sums, at, lane);
      } else if (width == 8 && !FEW_REGISTERS) {
        PanelKernels.eight(
            panel, panelAt, columns, group, x, offset, scales, scaleAt, sums, at, lane);
      } else {
        for (int t = 0; t < width; t += 4) {
          PanelKernels.four(
              panel,
              panelAt,
              columns,
              group,
              x,
              offset + t,
              width,
              scales,
              scaleAt,
              sums,
              at + t * ROWS,
              lane);
        }
      }
    }
  }

  /** Copies the sums, (token, row of the tile), to where they belong. */
  private static void store(
      PackedMatrix matrix, int tile, int tokens, float[] sums, int at, float[] y, int stride) {
    int row = tile * ROWS;
    int rows = Math.min(ROWS, matrix.rows() - row);
    for (int t = 0; t < tokens; t++) {
      System.arraycopy(sums, at + t * ROWS, y, t * stride + row, rows);
    }
  }
}
