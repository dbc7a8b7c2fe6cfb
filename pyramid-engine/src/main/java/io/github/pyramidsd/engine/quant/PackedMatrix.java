package io.github.pyramidsd.engine.quant;

import static io.github.pyramidsd.engine.quant.WeightFormat.TILE_ROWS;
import static io.github.pyramidsd.engine.quant.WeightFormat.UNIT_COLUMNS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.Objects;

/**
 * A weight matrix in memory, off the heap, in tiles of {@value WeightFormat#TILE_ROWS} rows (see
 * {@link WeightFormat}).
 *
 * @param format of the weights
 * @param rows outputs
 * @param columns inputs, a multiple of the format's block
 * @param data the tiles, one after the other, and a few bytes more so that the widest load of the
 *     last weights stays inside
 */
public record PackedMatrix(WeightFormat format, int rows, int columns, MemorySegment data) {

  /** What the start of a matrix is aligned to, and what lies behind its end: a cache line. */
  private static final int PADDING = 64;

  /**
   * Makes room for a matrix.
   *
   * @param allocator gives memory that is filled with zeros
   */
  public static PackedMatrix allocate(
      SegmentAllocator allocator, WeightFormat format, int rows, int columns) {
    if (rows < 1 || columns < 1 || columns % format.blockColumns() != 0) {
      throw new IllegalArgumentException(
          "matrix of %s rows and %s columns, expected positive and columns a multiple of %s"
              .formatted(rows, columns, format.blockColumns()));
    }
    return new PackedMatrix(
        format, rows, columns, allocator.allocate(allocatedBytes(format, rows, columns), PADDING));
  }

  /** What {@link #allocate} takes, in bytes; a multiple of what it aligns to. */
  public static long allocatedBytes(WeightFormat format, long rows, long columns) {
    return Math.ceilDiv(bytes(format, rows, columns) + PADDING, (long) PADDING) * PADDING;
  }

  /** The memory that a matrix takes, in bytes. */
  public static long bytes(WeightFormat format, long rows, long columns) {
    return tiles(rows) * tileBytes(format, columns);
  }

  /** The number of tiles. */
  public int tiles() {
    return Math.toIntExact(tiles(rows));
  }

  /** Where the unit of a tile starts that holds a column. */
  public long unit(int tile, int column) {
    return scales(tile, columns / format.blockColumns())
        + (long) (column / UNIT_COLUMNS) * format.unitBytes();
  }

  /** Where what a block of columns of a tile shares starts. */
  public long scales(int tile, int block) {
    return tile * tileBytes(format, columns) + (long) block * format.scaleBytes();
  }

  /**
   * Where the rows of a tile start in the stored tensor, in bytes; for the number of tiles, where
   * the last one ends.
   */
  public long storedOffset(int tile) {
    return Math.min((long) tile * TILE_ROWS, rows) * format.type().byteSize(columns);
  }

  /**
   * Lays out the rows of one tile.
   *
   * @param source the stored tensor, row after row
   */
  public void packTile(int tile, MemorySegment source) {
    long from = storedOffset(tile);
    packRows(tile, source.asSlice(from, storedOffset(tile + 1) - from), new PackBuffers());
  }

  /**
   * Lays out the rows of one tile.
   *
   * @param source the stored rows of this tile, one after the other
   * @param buffers of the thread that calls
   */
  public void packRows(int tile, MemorySegment source, PackBuffers buffers) {
    Objects.checkIndex(tile, tiles());
    long blockBytes = format.type().byteSize(format.blockColumns());
    long rowBytes = format.type().byteSize(columns);
    int tileRows = Math.min(TILE_ROWS, rows - tile * TILE_ROWS);
    for (int block = 0; block < columns / format.blockColumns(); block++) {
      long unit = unit(tile, block * format.blockColumns());
      long offset = block * blockBytes;
      format.pack(source, offset, rowBytes, tileRows, data, unit, scales(tile, block), buffers);
    }
  }

  /** The number of a weight, before scale and offset. */
  public float number(int row, int column) {
    long unit = unit(row / TILE_ROWS, column);
    return format.number(data, unit, column % UNIT_COLUMNS, row % TILE_ROWS);
  }

  /** The scale that a row has in a column. */
  public float scale(int row, int column) {
    long scales = scales(row / TILE_ROWS, column / format.blockColumns());
    return format.scale(data, scales, group(column), row % TILE_ROWS);
  }

  /** The offset that a row has in a column. */
  public float offset(int row, int column) {
    long scales = scales(row / TILE_ROWS, column / format.blockColumns());
    return format.offset(data, scales, group(column), row % TILE_ROWS);
  }

  private int group(int column) {
    return column % format.blockColumns() / format.groupColumns();
  }

  /** Writes the values of a row. */
  public void copyRow(int row, float[] out, int at) {
    Objects.checkIndex(row, rows);
    int group = format.groupColumns();
    for (int first = 0; first < columns; first += group) {
      float scale = scale(row, first);
      float offset = offset(row, first);
      for (int column = first; column < first + group; column++) {
        out[at + column] = Math.fma(scale, number(row, column), -offset);
      }
    }
  }

  private static long tiles(long rows) {
    return (rows + TILE_ROWS - 1) / TILE_ROWS;
  }

  private static long tileBytes(WeightFormat format, long columns) {
    return columns / UNIT_COLUMNS * format.unitBytes()
        + columns / format.blockColumns() * format.scaleBytes();
  }
}
