package io.github.pyramidsd.engine.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufFileWriterTest {

  @TempDir private Path folder;

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Path path = folder.resolve("x.gguf");
    try (GgufFileWriter writer = new GgufFileWriter(path, false)) {
      writer
          .metadata("a", "text ü")
          .metadata("b", 7)
          .metadata("c", 1.5f)
          .metadata("d", true)
          .metadata("e", List.of("x", ""))
          .metadata("f", new int[] {1, -2})
          .tensor("odd", TensorType.I8, 3)
          .tensor("matrix", TensorType.Q8_0, 32, 2);
      writer.begin();
      assertThat(path).doesNotExist();
      writer.write("matrix", 34, ByteBuffer.wrap(new byte[] {1, 2, 3}));
      writer.write("odd", 0, ByteBuffer.wrap(new byte[] {4, 5, 6}));
      writer.commit();
      assertThat(writer.fileBytes()).isEqualTo(Files.size(path));
    }
    try (GgufFile file = GgufFile.open(path)) {
      assertThat(file.version()).isEqualTo(3);
      assertThat(file.metadata().requireString("a")).isEqualTo("text ü");
      assertThat(file.metadata().requireInteger("b")).isEqualTo(7);
      assertThat(file.metadata().requireReal("c")).isEqualTo(1.5);
      assertThat(file.metadata().requireBool("d")).isTrue();
      assertThat(file.metadata().requireStrings("e")).containsExactly("x", "");
      assertThat(file.metadata().requireInts("f")).containsExactly(1, -2);
      GgufTensor matrix = file.requireTensor("matrix");
      assertThat(matrix.dimensions()).containsExactly(32L, 2L);
      assertThat(matrix.offset() % 32).isZero();
      assertThat(file.data(matrix).asSlice(34, 4).toArray(ValueLayout.JAVA_BYTE))
          .containsExactly(1, 2, 3, 0);
    }
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void whatIsNotCommittedLeavesNothingBehind() throws IOException {
    try (GgufFileWriter writer = new GgufFileWriter(folder.resolve("x.gguf"), false)) {
      writer.tensor("t", TensorType.F32, 8).begin();
      assertThat(folder).isDirectoryContaining("glob:**x.gguf.part");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFileIsReplacedOnlyIfThatIsAskedFor() throws IOException {
    Path path = Files.writeString(folder.resolve("x.gguf"), "precious");
    assertThatThrownBy(() -> new GgufFileWriter(path, false).close())
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("exists already");
    try (GgufFileWriter writer = new GgufFileWriter(path, true)) {
      writer.begin();
      assertThat(path).hasContent("precious");
      writer.commit();
    }
    assertThat(Files.size(path)).isEqualTo(32);
  }

  @Test
  void placesWhereNoFileCanBeAreNamed() {
    assertThatThrownBy(() -> new GgufFileWriter(folder, true).close())
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("is a directory");
    assertThatThrownBy(() -> new GgufFileWriter(folder.resolve("no/x"), true).close())
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("no such directory");
  }

  @Test
  void aDiskThatIsTooSmallIsToldInNumbersBeforeAnythingIsWritten() throws IOException {
    try (GgufFileWriter writer = new GgufFileWriter(folder.resolve("x"), false)) {
      writer.tensor("t", TensorType.F32, 1L << 40, 1L << 18);
      assertThatThrownBy(writer::begin)
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("takes 1,152,921,504,606,847,")
          .hasMessageContaining("are free on its disk");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void absurdTensorsAreRejected() throws IOException {
    try (GgufFileWriter writer = new GgufFileWriter(folder.resolve("x"), false)) {
      assertThatThrownBy(() -> writer.tensor("t", TensorType.Q8_0, 33))
          .hasMessageContaining("t has dimensions [33]")
          .hasMessageContaining("multiple of 32");
      assertThatThrownBy(() -> writer.tensor("t", TensorType.F32, 0)).hasMessageContaining("[0]");
      assertThatThrownBy(() -> writer.tensor("t", TensorType.F32, 4, -1))
          .hasMessageContaining("-1");
      assertThatThrownBy(() -> writer.tensor("t", TensorType.F32)).hasMessageContaining("0 dim");
      assertThatThrownBy(() -> writer.tensor("t", TensorType.F32, 1L << 40, 1L << 40))
          .isInstanceOf(ArithmeticException.class);
      writer.tensor("t", TensorType.F32, 8).begin();
      assertThatThrownBy(() -> writer.write("t", 29, ByteBuffer.allocate(4)))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> writer.metadata("late", 1))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void absurdMetadataIsRejected() throws IOException {
    try (GgufFileWriter writer = new GgufFileWriter(folder.resolve("x"), false)) {
      writer.metadata("a", 1);
      assertThatThrownBy(() -> writer.metadata("a", 2)).hasMessageContaining("a has a value");
      assertThatThrownBy(() -> writer.metadata("b", -1)).hasMessageContaining("b is -1");
    }
  }
}
