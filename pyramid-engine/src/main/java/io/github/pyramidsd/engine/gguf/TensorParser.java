package io.github.pyramidsd.engine.gguf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the descriptions of the tensors and checks that their bytes are in the file, disjoint. */
final class TensorParser {

  static final int MAX_RANK = 4;

  /** Several times what the largest mixtures of experts have, each expert a tensor. */
  static final int MAX_TENSORS = 1 << 17;

  /** The least that a description takes: name, rank, one dimension, type and offset. */
  static final int MIN_TENSOR_BYTES =
      Long.BYTES + 1 + Integer.BYTES + Long.BYTES + Integer.BYTES + Long.BYTES;

  private final Cursor cursor;
  private final long fileSize;
  private final int alignment;

  /**
   * A tensor whose place is not yet known.
   *
   * @param relative its offset from the start of the data section, as the file gives it
   * @param at where in the file that offset stands
   */
  private record Draft(
      String name,
      TensorType type,
      List<Long> dimensions,
      long elements,
      long byteSize,
      long relative,
      long at) {}

  private TensorParser(Cursor cursor, long fileSize, int alignment) {
    this.cursor = cursor;
    this.fileSize = fileSize;
    this.alignment = alignment;
  }

  /** Reads {@code count} tensors from the cursor on, to the end of the header. */
  static List<GgufTensor> parse(Cursor cursor, int count, long fileSize, int alignment)
      throws GgufException {
    var parser = new TensorParser(cursor, fileSize, alignment);
    List<Draft> drafts = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      cursor.subject("tensor " + i + " of " + count, "");
      drafts.add(parser.draft(names));
    }
    long dataStart = Math.ceilDiv(cursor.position(), (long) alignment) * alignment;
    List<GgufTensor> tensors = new ArrayList<>();
    for (Draft draft : drafts) {
      tensors.add(parser.place(draft, dataStart));
    }
    parser.requireDisjoint(tensors);
    return List.copyOf(tensors);
  }

  private Draft draft(Set<String> names) throws GgufException {
    long nameAt = cursor.position();
    String name = MetadataParser.name(cursor, "name length");
    cursor.subject("tensor", name);
    if (!names.add(name)) {
      throw cursor.error(nameAt, "occurs twice");
    }
    List<Long> dimensions = dimensions();
    long typeAt = cursor.position();
    TensorType type = type();
    long row = dimensions.getFirst();
    if (row % type.blockSize() != 0) {
      throw cursor.error(
          typeAt,
          "dimension 0 is %s, which is not a multiple of %s's block of %s"
              .formatted(row, type.displayName(), type.blockSize()));
    }
    long elements = 1;
    long byteSize;
    try {
      for (long dimension : dimensions) {
        elements = Math.multiplyExact(elements, dimension);
      }
      byteSize = type.byteSize(elements);
    } catch (ArithmeticException e) {
      throw cursor.error(
          typeAt, "shape " + dimensions + " has more than 2^63 - 1 elements or bytes");
    }
    long at = cursor.position();
    long relative = cursor.u64("offset");
    return new Draft(name, type, dimensions, elements, byteSize, relative, at);
  }

  private TensorType type() throws GgufException {
    long at = cursor.position();
    long id = cursor.u32("type");
    @Nullable TensorType type = TensorType.byId(id);
    if (type == null) {
      throw cursor.error(at, "type " + id + " " + TensorType.whyUnknown(id));
    }
    return type;
  }

  private List<Long> dimensions() throws GgufException {
    long rankAt = cursor.position();
    long rank = cursor.u32("number of dimensions");
    if (rank < 1 || rank > MAX_RANK) {
      throw cursor.error(
          rankAt, "number of dimensions %s is not in [1, %s]".formatted(rank, MAX_RANK));
    }
    List<Long> dimensions = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      long at = cursor.position();
      long dimension = cursor.u64("dimension");
      if (dimension < 1) {
        throw cursor.error(
            at,
            "dimension %s is %s, not in [1, 2^63 - 1]"
                .formatted(i, Long.toUnsignedString(dimension)));
      }
      dimensions.add(dimension);
    }
    return dimensions;
  }

  private GgufTensor place(Draft draft, long dataStart) throws GgufException {
    cursor.subject("tensor", draft.name);
    String offset = Long.toUnsignedString(draft.relative);
    if (draft.relative % alignment != 0) { // right for unsigned too: alignments are powers of two
      throw cursor.error(
          draft.at, "offset %s is not a multiple of the alignment %s".formatted(offset, alignment));
    }
    long room = Math.max(0, fileSize - dataStart);
    if (draft.byteSize > room) {
      throw cursor.error(
          draft.at,
          "takes %s bytes, but the data from byte %s to the end of the file at byte %s is %s"
              .formatted(draft.byteSize, dataStart, fileSize, room));
    }
    long most = room - draft.byteSize;
    if (draft.relative < 0 || draft.relative > most) {
      throw cursor.error(
          draft.at,
          "offset %s is not in [0, %s]: its %s bytes from byte %s on would pass the end of the file at byte %s"
              .formatted(offset, most, draft.byteSize, dataStart, fileSize));
    }
    return new GgufTensor(
        draft.name,
        draft.type,
        draft.dimensions,
        draft.elements,
        draft.byteSize,
        dataStart + draft.relative);
  }

  private void requireDisjoint(List<GgufTensor> tensors) throws GgufException {
    List<GgufTensor> sorted = new ArrayList<>(tensors);
    sorted.sort(Comparator.comparingLong(GgufTensor::offset));
    for (int i = 1; i < sorted.size(); i++) {
      GgufTensor before = sorted.get(i - 1);
      GgufTensor tensor = sorted.get(i);
      long end = before.offset() + before.byteSize();
      if (tensor.offset() < end) {
        cursor.subject("tensor", tensor.name());
        throw cursor.error(
            tensor.offset(),
            "overlaps tensor %s, whose bytes are [%s, %s)"
                .formatted(GgufException.quote(before.name()), before.offset(), end));
      }
    }
  }
}
