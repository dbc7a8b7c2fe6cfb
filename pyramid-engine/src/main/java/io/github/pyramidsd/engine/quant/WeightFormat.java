package io.github.pyramidsd.engine.quant;

import io.github.pyramidsd.engine.gguf.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One format of weights: how a row is stored in a GGUF file, how rows are laid out in memory, and
 * what they are worth.
 *
 * <p>In memory, {@value #TILE_ROWS} rows make a tile. A tile holds the numbers of its weights
 * first, in units of {@value #UNIT_COLUMNS} columns, and then what blocks of columns share, such as
 * scales. In a unit, the same column of all rows lies side by side, so that one load brings it to
 * vector lanes of their own, and no sum ever runs across lanes.
 *
 * <p>A weight is {@code scale · number − offset}. The columns are cut into groups that share scale
 * and offset. The product of a row with inputs x is summed in this order, by all kernels:
 *
 * <ol>
 *   <li>for each group g in turn, Σ number · x over the group's columns in turn, from 0 on, is
 *       multiplied with the group's scale and added to the sum;
 *   <li>then, where the format has offsets, for each group g in turn, offset · (−Σ x) of the group.
 *       These products are themselves summed in groups of {@value #UNIT_COLUMNS}, as above, with a
 *       scale of 1.
 * </ol>
 *
 * All products are fused with their additions.
 */
public sealed interface WeightFormat permits PlainFormat, BlockFormat {

  /** Rows of a tile. The last tile of a matrix is filled up with rows of zeros. */
  int TILE_ROWS = 32;

  /** Columns of a unit. The number of columns is a multiple of it. */
  int UNIT_COLUMNS = 32;

  /** Little-endian shorts, wherever they lie. */
  ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Little-endian floats, wherever they lie. */
  ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The GGUF tensor type that is stored in this format. */
  TensorType type();

  /** Columns that are packed together: a multiple of a unit, of a group and of a stored block. */
  int blockColumns();

  /** Columns that share a scale and an offset. */
  int groupColumns();

  /** Bytes of a unit in memory: {@value #UNIT_COLUMNS} columns of {@value #TILE_ROWS} rows. */
  int unitBytes();

  /** Bytes of what a block of columns shares in memory, for all rows of a tile. */
  int scaleBytes();

  /** Whether offsets may differ from 0. */
  boolean hasOffsets();

  /**
   * Lays out one block of columns of the rows of a tile.
   *
   * @param source the stored tensor
   * @param offset where the first row's block starts in it
   * @param rowBytes from a row's block to the next row's
   * @param rows how many rows there are, 1 to {@value #TILE_ROWS}
   * @param target the matrix in memory, filled with zeros
   * @param units where the block's units start in it
   * @param scales where what the block shares starts in it
   * @param buffers of the thread that calls
   */
  void pack(
      MemorySegment source,
      long offset,
      long rowBytes,
      int rows,
      MemorySegment target,
      long units,
      long scales,
      PackBuffers buffers);

  /**
   * The number of a weight, before scale and offset.
   *
   * @param unit where the unit starts
   * @param column in the unit
   * @param lane the row's place in its tile
   */
  float number(MemorySegment matrix, long unit, int column, int lane);

  /**
   * The scale of a group.
   *
   * @param scales where what its block shares starts
   * @param group in the block
   */
  float scale(MemorySegment matrix, long scales, int group, int lane);

  /** The offset of a group. */
  float offset(MemorySegment matrix, long scales, int group, int lane);

  /**
   * The format that a tensor type is computed with; empty if the engine does not support it yet.
   */
  static Optional<WeightFormat> of(TensorType type) {
    return supported().filter(format -> format.type() == type).findFirst();
  }

  /** All formats that the engine computes with. */
  static Stream<WeightFormat> supported() {
    return Stream.of(
        F32.INSTANCE,
        F16.INSTANCE,
        Bf16.INSTANCE,
        Q8_0.INSTANCE,
        Q4_0.INSTANCE,
        Q4_1.INSTANCE,
        Q5_0.INSTANCE,
        Q5_1.INSTANCE,
        Q2_K.INSTANCE,
        Q3_K.INSTANCE,
        Q4_K.INSTANCE,
        Q5_K.INSTANCE,
        Q6_K.INSTANCE,
        IQ4_NL.INSTANCE);
  }
}
