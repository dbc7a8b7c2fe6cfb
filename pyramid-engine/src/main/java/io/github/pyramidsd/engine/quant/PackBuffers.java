package io.github.pyramidsd.engine.quant;

import static io.github.pyramidsd.engine.quant.WeightFormat.TILE_ROWS;
import static io.github.pyramidsd.engine.quant.WeightFormat.UNIT_COLUMNS;

/** What one thread lays out weights in, so that nothing is allocated for each block of them. */
public final class PackBuffers {

  private static final int MOST_BLOCK_COLUMNS = 256;

  /** The quants of one block of each row: (row of the tile, columns of a block). */
  final byte[] quants = new byte[TILE_ROWS * MOST_BLOCK_COLUMNS];

  /** The bytes of a plane of a unit, row after row. */
  final byte[] rows = new byte[TILE_ROWS * UNIT_COLUMNS];

  /** The same bytes as they lie in memory: those of all rows side by side. */
  final byte[] plane = new byte[TILE_ROWS * UNIT_COLUMNS];

  /** What the block of one row shares. */
  final SharedScales shared = new SharedScales();
}
