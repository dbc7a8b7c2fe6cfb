package io.github.pyramidsd.engine.quant;

import io.github.pyramidsd.engine.gguf.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One format of weights: how a row is stored in a GGUF file, and how rows are laid out in memory.
 *
 * <p>In memory, {@value #TILE_ROWS} rows make a tile, and a tile holds its weights column by
 * column: {@code [column][row of the tile]}. So one load brings the same column of 16 rows, each to
 * a lane of its own, and no sum ever runs across lanes. A tile is cut into tile blocks of {@link
 * #blockColumns()} columns, which hold what those columns share, such as scales.
 */
public sealed interface WeightFormat permits UnblockedFormat, Q8_0 {

  /** Rows of a tile. The last tile of a matrix is filled up with rows of zeros. */
  int TILE_ROWS = 16;

  /** Little-endian shorts, wherever they lie. */
  ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Little-endian floats, wherever they lie. */
  ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The GGUF tensor type that is stored in this format. */
  TensorType type();

  /** Columns of a tile block; the number of columns is a multiple of it. */
  int blockColumns();

  /** Bytes of a tile block: {@link #blockColumns()} columns of {@value #TILE_ROWS} rows. */
  int tileBlockBytes();

  /**
   * Lays out one block of a row.
   *
   * @param source the stored tensor
   * @param offset where the block starts in it
   * @param target the matrix in memory
   * @param tileBlock where the tile block starts in it
   * @param lane the row's place in its tile, from 0 to 15
   */
  void pack(MemorySegment source, long offset, MemorySegment target, long tileBlock, int lane);

  /** The value of a weight of a tile block. */
  float weight(MemorySegment matrix, long tileBlock, int column, int lane);

  /**
   * Multiplies the columns of a tile block with inputs and adds the products to a sum, in the order
   * and with the roundings that every kernel must keep.
   *
   * @param x inputs; that of column c is at {@code offset + c * stride}
   */
  float accumulate(
      MemorySegment matrix, long tileBlock, int lane, float[] x, int offset, int stride, float sum);

  /**
   * The format that a tensor type is computed with; empty if the engine does not support it yet.
   */
  static Optional<WeightFormat> of(TensorType type) {
    return supported().filter(format -> format.type() == type).findFirst();
  }

  /** All formats that the engine computes with. */
  static Stream<WeightFormat> supported() {
    return Stream.of(F32.INSTANCE, F16.INSTANCE, Bf16.INSTANCE, Q8_0.INSTANCE);
  }
}
