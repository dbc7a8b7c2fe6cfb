package io.github.pyramidsd.engine.quant;

import io.github.pyramidsd.engine.gguf.TensorType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stores rows of numbers as a tensor type has them in GGUF files: the counterpart of {@link
 * WeightFormat}. Scales are taken from the greatest number of a block; no search is made for better
 * ones, as quantisers of trained models do.
 */
public final class RowEncoder {

  /** Stores one block of {@link TensorType#blockSize()} numbers. */
  @FunctionalInterface
  private interface BlockEncoder {
    void encode(float[] row, int from, byte[] out, int at);
  }

  private static final VarHandle SHORTS = view(short[].class);
  private static final VarHandle FLOATS = view(float[].class);

  private final TensorType type;
  private final BlockEncoder encoder;

  private RowEncoder(TensorType type, BlockEncoder encoder) {
    this.type = type;
    this.encoder = encoder;
  }

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
  }

  /** The types that can be written. */
  public static List<TensorType> types() {
    return List.of(
        TensorType.F32,
        TensorType.F16,
        TensorType.BF16,
        TensorType.Q8_0,
        TensorType.Q4_0,
        TensorType.Q4_K,
        TensorType.Q6_K);
  }

  /** The encoder of a type; empty if it cannot be written. */
  public static Optional<RowEncoder> of(TensorType type) {
    @Nullable BlockEncoder encoder =
        switch (type) {
          case F32 -> (row, from, out, at) -> FLOATS.set(out, at, row[from]);
          case F16 -> (row, from, out, at) -> putHalf(row[from], out, at);
          case BF16 -> (row, from, out, at) -> SHORTS.set(out, at, upperHalf(row[from]));
          case Q8_0 -> RowEncoder::q8_0;
          case Q4_0 -> RowEncoder::q4_0;
          case Q4_K -> SuperBlockEncoders::q4K;
          case Q6_K -> SuperBlockEncoders::q6K;
          default -> null;
        };
    return Optional.ofNullable(encoder).map(found -> new RowEncoder(type, found));
  }

  /** What this writes. */
  public TensorType type() {
    return type;
  }

  /**
   * Stores numbers.
   *
   * @param row finite numbers, whole blocks of them
   * @param out receives {@code type().byteSize(row.length)} bytes from {@code at} on
   * @throws IllegalArgumentException if there are no whole blocks
   * @throws IndexOutOfBoundsException if they do not fit
   */
  public void encode(float[] row, byte[] out, int at) {
    int bytes = Math.toIntExact(type.byteSize(row.length));
    Objects.checkFromIndexSize(at, bytes, out.length);
    int to = at;
    for (int from = 0; from < row.length; from += type.blockSize()) {
      encoder.encode(row, from, out, to);
      to += type.blockBytes();
    }
  }

  /** Rounds to the nearest single of 16 bits, ties to even. */
  private static short upperHalf(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  static void putHalf(float value, byte[] out, int at) {
    SHORTS.set(out, at, Float.floatToFloat16(value));
  }

  private static void q8_0(float[] row, int from, byte[] out, int at) {
    float greatest = 0;
    for (int i = 0; i < 32; i++) {
      greatest = Math.max(greatest, Math.abs(row[from + i]));
    }
    float scale = greatest / 127;
    float inverse = scale == 0 ? 0 : 1 / scale;
    putHalf(scale, out, at);
    for (int i = 0; i < 32; i++) { // cutting off what is positive is rounding, and quick
      out[at + 2 + i] = (byte) ((int) (row[from + i] * inverse + 128.5f) - 128);
    }
  }

  /** The number farthest from 0 becomes -8, as ggml has it. */
  private static void q4_0(float[] row, int from, byte[] out, int at) {
    float farthest = farthest(row, from, 32);
    float scale = farthest / -8;
    float inverse = scale == 0 ? 0 : 1 / scale;
    putHalf(scale, out, at);
    for (int i = 0; i < 16; i++) {
      int low = Math.min(15, (int) (row[from + i] * inverse + 8.5f));
      int high = Math.min(15, (int) (row[from + 16 + i] * inverse + 8.5f));
      out[at + 2 + i] = (byte) (low | (high << 4));
    }
  }

  /** The number farthest from 0, with its sign. */
  static float farthest(float[] row, int from, int count) {
    float least = 0;
    float greatest = 0;
    for (int i = from; i < from + count; i++) {
      least = Math.min(least, row[i]);
      greatest = Math.max(greatest, row[i]);
    }
    return greatest >= -least ? greatest : least;
  }
}
