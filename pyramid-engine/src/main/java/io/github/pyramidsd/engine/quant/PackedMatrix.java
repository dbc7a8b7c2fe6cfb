package io.github.pyramidsd.engine.quant;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * A weight matrix in memory, off the heap, in tiles of 16 rows (see {@link WeightFormat}).
 *
 * @param format of the weights
 * @param rows outputs
 * @param columns inputs, a multiple of the format's block
 * @param data the tiles, one after the other, and a few bytes more so that the widest load of the
 *     last weights stays inside
 */
public record PackedMatrix(WeightFormat format, int rows, int columns, MemorySegment data) {

  private static final int PADDING = 64;

  /** Makes room for a matrix. */
  public static PackedMatrix allocate(Arena arena, WeightFormat format, int rows, int columns) {
    if (rows < 1 || columns < 1 || columns % format.blockColumns() != 0) {
      throw new IllegalArgumentException(
          "matrix of %d rows and %d columns, expected positive and columns a multiple of %d"
              .formatted(rows, columns, format.blockColumns()));
    }
    long bytes = tiles(rows) * tileBytes(format, columns) + PADDING;
    return new PackedMatrix(format, rows, columns, arena.allocate(bytes, 64));
  }

  /** The memory that a matrix takes, in bytes. */
  public static long bytes(WeightFormat format, long rows, long columns) {
    return (rows + WeightFormat.TILE_ROWS - 1)
        / WeightFormat.TILE_ROWS
        * tileBytes(format, columns);
  }

  /** The number of tiles. */
  public int tiles() {
    return Math.toIntExact(tiles(rows));
  }

  /** Bytes of a tile. */
  public long tileBytes() {
    return tileBytes(format, columns);
  }

  /**
   * Lays out the rows of one tile.
   *
   * @param source the stored tensor, row after row
   */
  public void packTile(int tile, MemorySegment source) {
    Objects.checkIndex(tile, tiles());
    int blocks = columns / format.blockColumns();
    long blockBytes = format.type().blockBytes();
    int first = tile * WeightFormat.TILE_ROWS;
    int lanes = Math.min(WeightFormat.TILE_ROWS, rows - first);
    for (int block = 0; block < blocks; block++) {
      long target = tile * tileBytes() + (long) block * format.tileBlockBytes();
      for (int lane = 0; lane < lanes; lane++) {
        long offset = ((long) (first + lane) * blocks + block) * blockBytes;
        format.pack(source, offset, data, target, lane);
      }
    }
  }

  /** Writes the values of a row. */
  public void copyRow(int row, float[] out, int offset) {
    Objects.checkIndex(row, rows);
    int lane = row % WeightFormat.TILE_ROWS;
    int blockColumns = format.blockColumns();
    long tileBlock = row / WeightFormat.TILE_ROWS * tileBytes();
    for (int first = 0; first < columns; first += blockColumns) {
      for (int column = 0; column < blockColumns; column++) {
        out[offset + first + column] = format.weight(data, tileBlock, column, lane);
      }
      tileBlock += format.tileBlockBytes();
    }
  }

  private static long tiles(long rows) {
    return (rows + WeightFormat.TILE_ROWS - 1) / WeightFormat.TILE_ROWS;
  }

  private static long tileBytes(WeightFormat format, long columns) {
    return columns / format.blockColumns() * format.tileBlockBytes();
  }
}
