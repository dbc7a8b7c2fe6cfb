package io.github.pyramidsd.engine.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever is done to a file: it is read, or there is a {@link GgufException}, soon and cheaply.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GgufFuzzTest {

  private static final long MAX_ALLOCATED_BYTES = 1 << 20; // for a file of 1 kB

  private static final Object THREADS;
  private static final Method ALLOCATED_BYTES;

  static {
    try {
      THREADS =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      ALLOCATED_BYTES =
          Class.forName("com.sun.management.ThreadMXBean")
              .getMethod("getCurrentThreadAllocatedBytes");
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static GgufWriter valid() {
    return new GgufWriter()
        .string("general.architecture", "llama")
        .alignment(16)
        .entry("yes", ValueType.BOOL, v -> v.u8(1))
        .entry("eps", ValueType.F64, v -> v.f64(1e-5))
        .strings("tokens", "a", "ü", "", "🙂")
        .entry("types", ValueType.ARRAY, v -> v.array(ValueType.I32, 2).u32(1).u32(2))
        .entry("bools", ValueType.ARRAY, v -> v.array(ValueType.BOOL, 2).u8(1).u8(0))
        .entry(
            "nested",
            ValueType.ARRAY,
            v -> v.array(ValueType.ARRAY, 1).array(ValueType.STRING, 1).string("x"))
        .tensor("blk.0.weight", TensorType.Q8_0, 32, 2)
        .tensor("norm", TensorType.F32, 5, 1, 2)
        .tensor("ids", TensorType.I8, 3);
  }

  @Test
  void aFileCutAtAnyByteIsRejected() throws GgufException {
    byte[] bytes = valid().bytes();
    valid().parse().close();
    for (int length = 0; length < bytes.length; length++) {
      MemorySegment cut = MemorySegment.ofArray(Arrays.copyOf(bytes, length));
      assertThatExceptionOfType(GgufException.class)
          .as("cut at byte %d", length)
          .isThrownBy(() -> GgufFile.parse("test.gguf", cut))
          .withMessageStartingWith("test.gguf: at byte ");
    }
  }

  @Test
  void bytesAfterTheLastTensorAreAllowed() throws GgufException {
    byte[] bytes = valid().bytes();
    byte[] padded = Arrays.copyOf(bytes, bytes.length + 13);

    assertThat(GgufFile.parse("test.gguf", MemorySegment.ofArray(padded)).tensors()).hasSize(3);
  }

  @Test
  void flippedBitsAreReadOrRejected() throws GgufException {
    byte[] bytes = valid().bytes();
    int header = (int) valid().parse().tensors().getFirst().offset();
    int read = 0;
    for (int seed = 0; seed < 20_000; seed++) {
      var random = new Random(seed);
      byte[] flipped = bytes.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        flipped[random.nextInt(header)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
      }
      read += readOrReject(flipped, "seed " + seed) ? 1 : 0;
    }
    assertThat(read).isBetween(100, 19_000); // else the flips test little
  }

  @Test
  void extremeNumbersAnywhereAreReadOrRejected() throws GgufException {
    byte[] bytes = valid().bytes();
    int header = (int) valid().parse().tensors().getFirst().offset();
    long[] extremes = {0, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40, Integer.MAX_VALUE, -16};
    for (int at = 0; at + Long.BYTES <= header; at++) {
      for (long extreme : extremes) {
        byte[] changed = bytes.clone();
        System.arraycopy(new GgufWriter.Bytes().u64(extreme).toArray(), 0, changed, at, Long.BYTES);
        readOrReject(changed, extreme + " at byte " + at);
      }
    }
  }

  @Test
  void aHugeFileDoesNotJustifyAHugeHeader() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(Cursor.MAX_HEADER_BYTES + 4096);
      byte[] start =
          new GgufWriter()
              .entry("k", ValueType.ARRAY, v -> v.array(ValueType.U8, Cursor.MAX_HEADER_BYTES))
              .bytes();
      MemorySegment.copy(MemorySegment.ofArray(start), 0, bytes, 0, start.length);

      assertThatExceptionOfType(GgufException.class)
          .isThrownBy(() -> GgufFile.parse("test.gguf", bytes))
          .withMessageContaining("metadata key 'k': array length 67108864 is not in [0, 67108815]")
          .withMessageContaining("before byte 67108864, the most that a header may take");
    }
  }

  @Test
  void countsThatAHugeFileCouldHoldAreStillLimited() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(Cursor.MAX_HEADER_BYTES);
      for (boolean tensors : new boolean[] {true, false}) {
        GgufWriter writer = new GgufWriter();
        writer = tensors ? writer.tensorCount(1_000_000) : writer.metadataCount(1_000_000);
        byte[] start = writer.bytes();
        MemorySegment.copy(MemorySegment.ofArray(start), 0, bytes, 0, start.length);

        assertThatExceptionOfType(GgufException.class)
            .isThrownBy(() -> GgufFile.parse("test.gguf", bytes))
            .withMessageContaining(
                tensors
                    ? "tensor count 1000000 is not in [0, 131072]"
                    : "metadata count 1000000 is not in [0, 65536]");
      }
    }
  }

  /** Whether the file was read; its values and tensors are then read too. */
  private static boolean readOrReject(byte[] bytes, String what) {
    long before = allocatedBytes();
    boolean read;
    try {
      GgufFile file = GgufFile.parse("test.gguf", MemorySegment.ofArray(bytes));
      for (String key : file.metadata().keys()) {
        assertThat(file.metadata().value(key).toString()).isNotNull();
      }
      for (GgufTensor tensor : file.tensors()) {
        assertThat(file.data(tensor).byteSize()).isEqualTo(tensor.byteSize());
      }
      read = true;
    } catch (GgufException e) {
      read = false;
      if (!String.valueOf(e.getMessage()).startsWith("test.gguf: at byte ")) {
        fail(what + ": " + e.getMessage());
      }
    } catch (RuntimeException | Error e) {
      throw new AssertionError(what, e);
    }
    long allocated = allocatedBytes() - before;
    assertThat(allocated).as(what).isLessThan(MAX_ALLOCATED_BYTES);
    return read;
  }

  /** Asks the thread's bean by reflection: the engine's module does not read jdk.management. */
  private static long allocatedBytes() {
    try {
      return (long) ALLOCATED_BYTES.invoke(THREADS);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no count of allocated bytes", e);
    }
  }
}
