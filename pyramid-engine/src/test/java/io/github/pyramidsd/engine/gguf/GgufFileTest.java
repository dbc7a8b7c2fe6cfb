package io.github.pyramidsd.engine.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GgufFileTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void tensorsOfBothVersionsAreFoundWhereTheyAre(int version) throws GgufException {
    GgufFile file =
        new GgufWriter()
            .version(version)
            .string("general.architecture", "llama")
            .tensor("b", TensorType.F32, 3)
            .tensor("a", TensorType.Q8_0, 64, 2)
            .parse();

    assertThat(file.version()).isEqualTo(version);
    assertThat(file.name()).isEqualTo("test.gguf");
    assertThat(file.alignment()).isEqualTo(32);
    assertThat(file.tensors()).extracting(GgufTensor::name).containsExactly("b", "a");
    GgufTensor b = file.requireTensor("b");
    GgufTensor a = file.tensor("a").orElseThrow();
    assertThat(a.type()).isEqualTo(TensorType.Q8_0);
    assertThat(a.rank()).isEqualTo(2);
    assertThat(a.dimensions()).isEqualTo(List.of(64L, 2L));
    assertThat(a.dimension(0)).isEqualTo(64);
    assertThat(a.dimension(3)).isEqualTo(1);
    assertThat(a.elements()).isEqualTo(128);
    assertThat(a.byteSize()).isEqualTo(4 * 34);
    assertThat(a.offset()).isEqualTo(b.offset() + 32);
    assertThat(a.offset() + a.byteSize()).isEqualTo(file.size());
    assertThat(file.data(b).toArray(ValueLayout.JAVA_BYTE))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    assertThat(file.data(a).byteSize()).isEqualTo(a.byteSize());
    assertThat(file.data(a).get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 33);
    assertThat(file.data(a).isReadOnly()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(TensorType.class)
  void everyTypeIsReadByItsId(TensorType type) throws GgufException {
    GgufFile file =
        new GgufWriter().tensor("t", type, type.blockSize(), 3).tensor("u", type, 256).parse();

    assertThat(file.requireTensor("t").type()).isEqualTo(type);
    assertThat(file.requireTensor("t").byteSize()).isEqualTo(3L * type.blockBytes());
    assertThat(TensorType.byId(type.id())).isEqualTo(type);
  }

  @Test
  void tensorsKeepToTheAlignmentOfTheFile() throws GgufException {
    GgufFile file =
        new GgufWriter()
            .alignment(128)
            .tensor("a", TensorType.F32, 1)
            .tensor("b", TensorType.F32, 1)
            .parse();

    assertThat(file.alignment()).isEqualTo(128);
    assertThat(file.requireTensor("a").offset()).isEqualTo(128);
    assertThat(file.requireTensor("b").offset()).isEqualTo(256);
  }

  @Test
  void aFileMayHoldMetadataOnly() throws GgufException {
    GgufFile file = new GgufWriter().u32("k", 7).parse();

    assertThat(file.tensors()).isEmpty();
    assertThat(file.metadata().requireInteger("k")).isEqualTo(7);
  }

  @Test
  void aMissingTensorIsNamed() throws GgufException {
    GgufFile file = new GgufWriter().tensor("a", TensorType.F32, 1).parse();

    assertThat(file.tensor("b")).isEmpty();
    assertThatExceptionOfType(GgufException.class)
        .isThrownBy(() -> file.requireTensor("b"))
        .withMessage("test.gguf: tensor 'b' is missing among the file's 1");
  }

  @Test
  void aTensorOfAnotherFileHasNoDataHere() throws GgufException {
    GgufFile file = new GgufWriter().tensor("a", TensorType.F32, 1).parse();
    GgufFile other = new GgufWriter().tensor("a", TensorType.F32, 2).parse();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> file.data(other.requireTensor("a")))
        .withMessageContaining("is not a tensor of test.gguf");
  }

  @Test
  void anIllegalTensorIsReportedWithItsPlace() throws GgufException {
    GgufFile file = new GgufWriter().tensor("a", TensorType.F32, 1).parse();

    assertThat(file.illegal(file.requireTensor("a"), "shape [1] is not [2]"))
        .hasMessage("test.gguf: at byte 64: tensor 'a': shape [1] is not [2]");
  }

  @Test
  void aMappedFileIsReadUntilItIsClosedAndItsMetadataLonger() throws Exception {
    Path path = directory.resolve("model.gguf");
    Files.write(
        path, new GgufWriter().strings("k", "x", "y").tensor("a", TensorType.F32, 1).bytes());
    GgufFile file = GgufFile.open(path);
    MemorySegment data = file.data(file.requireTensor("a"));

    assertThat(file.name()).isEqualTo(path.toString());
    assertThat(file.size()).isEqualTo(Files.size(path));
    assertThat(data.get(ValueLayout.JAVA_BYTE, 3)).isEqualTo((byte) 4);

    file.close();
    file.close(); // closing twice does no harm

    assertThat(file.metadata().requireStrings("k")).containsExactly("x", "y");
    assertThatIllegalStateException().isThrownBy(() -> data.get(ValueLayout.JAVA_BYTE, 3));
  }

  @Test
  void bytesAreReadFromTheFileAndFromMemoryAlike() throws Exception {
    byte[] bytes = new GgufWriter().tensor("a", TensorType.F32, 4).bytes();
    Path path = Files.write(directory.resolve("model.gguf"), bytes);
    try (GgufFile opened = GgufFile.open(path)) {
      for (GgufFile file :
          new GgufFile[] {opened, GgufFile.parse("m", MemorySegment.ofArray(bytes))}) {
        byte[] target = new byte[4];
        file.read(file.requireTensor("a"), 13, target, 3);
        assertThat(target).containsExactly(14, 15, 16, 0);
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> file.read(file.requireTensor("a"), 13, target, 4));
      }
    }
  }

  @Test
  void aFileThatHasBecomeShorterIsAnError() throws Exception {
    byte[] bytes = new GgufWriter().tensor("a", TensorType.F32, 4).bytes();
    Path path = Files.write(directory.resolve("model.gguf"), bytes);
    try (GgufFile file = GgufFile.open(path)) {
      Files.write(path, Arrays.copyOf(bytes, bytes.length - 2));
      assertThatExceptionOfType(GgufException.class)
          .isThrownBy(() -> file.read(file.requireTensor("a"), 0, new byte[16], 16))
          .withMessageContaining("tensor 'a': the file ends at byte 78: it has been cut short");
    }
  }

  @Test
  void whatCannotBeOpenedSaysWhy() throws Exception {
    Path empty = Files.createFile(directory.resolve("empty.gguf"));
    Path text = Files.writeString(directory.resolve("text.gguf"), "version https", UTF_8);

    assertOpenFails(directory.resolve("none.gguf"), "there is no such file");
    assertOpenFails(directory, "is a directory, not a GGUF file");
    assertOpenFails(empty, "is empty");
    assertOpenFails(
        text,
        "at byte 0: header: the file begins with bytes 76657273, not with 47475546 (\"GGUF\"): it is not a GGUF file");
  }

  private static void assertOpenFails(Path path, String why) {
    assertThatExceptionOfType(GgufException.class)
        .isThrownBy(() -> GgufFile.open(path).close())
        .withMessage(path + ": " + why);
  }
}
