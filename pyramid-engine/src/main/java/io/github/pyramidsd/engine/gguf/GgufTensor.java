package io.github.pyramidsd.engine.gguf;

import java.util.List;

/**
 * What a GGUF file says of one tensor.
 *
 * @param name unique in its file
 * @param type how the elements are stored
 * @param dimensions 1 to 4 sizes, each positive, the innermost first: dimension 0 is the length of
 *     a row, whose elements are adjacent, and a multiple of the type's block size
 * @param elements the product of the dimensions
 * @param byteSize the bytes that the elements take
 * @param offset where they begin, from the start of the file
 */
public record GgufTensor(
    String name,
    TensorType type,
    List<Long> dimensions,
    long elements,
    long byteSize,
    long offset) {

  public GgufTensor {
    dimensions = List.copyOf(dimensions);
  }

  /** The number of dimensions, from 1 to 4. */
  public int rank() {
    return dimensions.size();
  }

  /**
   * The size of a dimension; 1 for those from {@link #rank()} to 3, which a file leaves out.
   *
   * @throws IndexOutOfBoundsException if the index is not in {@code [0, 4)}
   */
  public long dimension(int index) {
    if (index >= rank() && index < TensorParser.MAX_RANK) {
      return 1;
    }
    return dimensions.get(index);
  }
}
