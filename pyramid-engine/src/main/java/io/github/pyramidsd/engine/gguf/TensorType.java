package io.github.pyramidsd.engine.gguf;

import org.jspecify.annotations.Nullable;

/**
 * The formats in which a GGUF file may store a tensor.
 *
 * <p>A row of a tensor is stored as blocks of {@link #blockSize()} elements in {@link
 * #blockBytes()} bytes each. That a type is listed says that files with it can be read and
 * described; which types can be computed with is decided elsewhere.
 */
public enum TensorType {
  F32(0, 1, 4),
  F16(1, 1, 2),
  Q4_0(2, 32, 18),
  Q4_1(3, 32, 20),
  Q5_0(6, 32, 22),
  Q5_1(7, 32, 24),
  Q8_0(8, 32, 34),
  Q8_1(9, 32, 36),
  Q2_K(10, 256, 84),
  Q3_K(11, 256, 110),
  Q4_K(12, 256, 144),
  Q5_K(13, 256, 176),
  Q6_K(14, 256, 210),
  Q8_K(15, 256, 292),
  IQ2_XXS(16, 256, 66),
  IQ2_XS(17, 256, 74),
  IQ3_XXS(18, 256, 98),
  IQ1_S(19, 256, 50),
  IQ4_NL(20, 32, 18),
  IQ3_S(21, 256, 110),
  IQ2_S(22, 256, 82),
  IQ4_XS(23, 256, 136),
  I8(24, 1, 1),
  I16(25, 1, 2),
  I32(26, 1, 4),
  I64(27, 1, 8),
  F64(28, 1, 8),
  IQ1_M(29, 256, 56),
  BF16(30, 1, 2),
  TQ1_0(34, 256, 54),
  TQ2_0(35, 256, 66),
  MXFP4(39, 32, 17),
  NVFP4(40, 64, 36),
  Q1_0(41, 128, 18),
  Q2_0(42, 64, 18);

  private static final @Nullable TensorType[] BY_ID = new @Nullable TensorType[43];

  static {
    for (TensorType type : values()) {
      BY_ID[type.id] = type;
    }
  }

  private final int id;
  private final int blockSize;
  private final int blockBytes;

  TensorType(int id, int blockSize, int blockBytes) {
    this.id = id;
    this.blockSize = blockSize;
    this.blockBytes = blockBytes;
  }

  /** The type's number in files: its {@code ggml_type}. */
  public int id() {
    return id;
  }

  /** The type as ggml's tools spell it, such as {@code Q4_K}. */
  public String displayName() {
    return name();
  }

  /** The elements of a block; a row holds whole blocks. */
  public int blockSize() {
    return blockSize;
  }

  /** The bytes of a block. */
  public int blockBytes() {
    return blockBytes;
  }

  /**
   * The bytes that {@code elements} take.
   *
   * @param elements a positive multiple of {@link #blockSize()}
   * @throws IllegalArgumentException if it is not
   * @throws ArithmeticException if the bytes exceed a {@code long}
   */
  public long byteSize(long elements) {
    if (elements <= 0 || elements % blockSize != 0) {
      throw new IllegalArgumentException(
          "%s elements are not a positive multiple of %s's block of %s"
              .formatted(elements, this, blockSize));
    }
    return Math.multiplyExact(elements / blockSize, (long) blockBytes);
  }

  /** The type with this number, or null if no current file may have it. */
  static @Nullable TensorType byId(long id) {
    return id >= 0 && id < BY_ID.length ? BY_ID[(int) id] : null;
  }

  /** Why {@link #byId} knows no such type, for a message. */
  static String whyUnknown(long id) {
    String removed =
        switch ((int) Math.min(id, Integer.MAX_VALUE)) {
          case 4 -> "Q4_2";
          case 5 -> "Q4_3";
          case 31 -> "Q4_0_4_4";
          case 32 -> "Q4_0_4_8";
          case 33 -> "Q4_0_8_8";
          case 36 -> "IQ4_NL_4_4";
          case 37 -> "IQ4_NL_4_8";
          case 38 -> "IQ4_NL_8_8";
          default -> "";
        };
    return removed.isEmpty()
        ? "is unknown; known ids are 0 to " + (BY_ID.length - 1)
        : "(" + removed + ") was removed from the format; convert the model again";
  }
}
