package io.github.pyramidsd.engine.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model of three parts, of which a test replaces what it is about. */
class GgufFilesTest {

  private static final int COUNT = 3;

  @TempDir Path folder;

  @BeforeEach
  void writeParts() throws IOException {
    write(0, part(0).string("general.name", "m").tensor("a", TensorType.F32, 1));
    write(1, part(1).tensor("b", TensorType.F32, 2));
    write(2, part(2).tensor("c", TensorType.F32, 3).tensor("d", TensorType.F32, 4));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void anyPartOpensAll(int part) throws IOException {
    try (GgufFiles files = GgufFiles.open(path(part))) {
      assertThat(files.name()).isEqualTo(path(0).toString());
      assertThat(files.parts()).extracting(GgufFile::name).containsExactly(names());
      assertThat(files.tensors()).extracting(GgufTensor::name).containsExactly("a", "b", "c", "d");
      assertThat(files.metadata().requireString("general.name")).isEqualTo("m");
      assertThat(files.size())
          .isEqualTo(Files.size(path(0)) + Files.size(path(1)) + Files.size(path(2)));
      MemorySegment data = files.data(files.requireTensor("d"));
      assertThat(data.byteSize()).isEqualTo(16);
      assertThat(data.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 33);
      assertThat(files.illegal(files.requireTensor("b"), "is bad"))
          .hasMessageStartingWith(path(1) + ": at byte ")
          .hasMessageEndingWith("tensor 'b': is bad");
    }
  }

  @Test
  void aMissingTensorIsMissingInAllParts() throws IOException {
    try (GgufFiles files = GgufFiles.open(path(0))) {
      assertThat(files.tensor("e")).isEmpty();
      assertThatExceptionOfType(GgufException.class)
          .isThrownBy(() -> files.requireTensor("e"))
          .withMessage(path(0) + ": tensor 'e' is missing among the 4 of all 3 parts");
    }
  }

  @Test
  void aFileThatIsNotSplitIsAloneWhateverItsName() throws IOException {
    write(0, new GgufWriter().tensor("a", TensorType.F32, 1));
    assertAlone();
    write(0, ModelSplitter.describe(new GgufWriter(), 0, 1, 1).tensor("a", TensorType.F32, 1));
    assertAlone();
  }

  private void assertAlone() throws IOException {
    try (GgufFiles files = GgufFiles.open(path(0))) {
      assertThat(files.parts()).hasSize(1);
    }
  }

  @Test
  void aMissingPartIsNamed() throws IOException {
    Files.delete(path(1));
    assertFails(
        path(0),
        path(1)
            + ": there is no such file; it is part 2 of 3 of the model that "
            + path(0)
            + " belongs to");
  }

  @Test
  void aRenamedPartSaysWhatItShouldBeCalled() throws IOException {
    Path renamed = Files.move(path(1), folder.resolve("renamed.gguf"));
    assertFails(
        renamed,
        renamed
            + ": is part 2 of 3 of a model, but its name does not end in -00002-of-00003.gguf:"
            + " rename it, so that the other parts can be found");
  }

  @Test
  void aPartThatIsAnotherOneThanItsNameSaysIsRejected() throws IOException {
    Files.copy(path(2), path(1), StandardCopyOption.REPLACE_EXISTING);
    assertFails(path(0), path(1) + ": at byte ", "'split.no': is 2, but the name says 1");
  }

  @Test
  void aPartOfAnotherCountIsRejected() throws IOException {
    write(1, ModelSplitter.describe(new GgufWriter(), 1, 4, 4).tensor("b", TensorType.F32, 2));
    assertFails(path(0), path(1) + ": ", "'split.count': is 4, but " + path(0) + " has 3");
    write(1, new GgufWriter().tensor("b", TensorType.F32, 2));
    assertFails(path(0), path(1) + ": ", "'split.count': is 1, but " + path(0) + " has 3");
  }

  @Test
  void partsOfDifferentModelsAreRejected() throws IOException {
    write(1, part(1).string("general.name", "n").tensor("b", TensorType.F32, 2));
    assertFails(
        path(0), path(1) + ": ", "'general.name': is 'n'", "has 'm': they are parts of different");
    write(1, ModelSplitter.describe(new GgufWriter(), 1, COUNT, 5).tensor("b", TensorType.F32, 2));
    assertFails(path(0), path(1) + ": ", "'split.tensors.count': is 5", "different models");
  }

  @Test
  void aTensorInTwoPartsIsRejected() throws IOException {
    write(1, part(1).tensor("c", TensorType.F32, 2));
    assertFails(
        path(0), path(2) + ": at byte ", "tensor 'c': is also in another part", path(1).toString());
  }

  @Test
  void aNumberOfTensorsThatIsNotThePartsIsRejected() throws IOException {
    write(1, part(1));
    assertFails(
        path(0), path(0) + ": ", "'split.tensors.count': is 4, but the 3 parts have 3 tensors");
  }

  @Test
  void numbersOutOfRangeAreRejected() throws IOException {
    write(0, ModelSplitter.describe(new GgufWriter(), 3, 3, 4));
    assertFails(path(0), path(0) + ": ", "'split.no': 3 is not in [0, 2]");
    write(0, ModelSplitter.describe(new GgufWriter(), 0, 0, 4));
    assertFails(path(0), path(0) + ": ", "'split.count': 0 is not in [1, 99999]");
    write(0, new GgufWriter().u32("split.count", 2));
    assertFails(path(0), path(0) + ": ", "'split.no': is missing");
  }

  @Test
  void aBrokenPartIsNamed() throws IOException {
    Files.write(path(2), new byte[100]);
    assertFails(path(0), path(2) + ": at byte 0: header");
  }

  @Test
  void aPartInMemoryIsRejected() {
    assertThatExceptionOfType(GgufException.class)
        .isThrownBy(() -> GgufFiles.parse("part", MemorySegment.ofArray(part(1).bytes())))
        .withMessageContaining("part: is part 2 of 3 of a model");
  }

  private static void assertFails(Path path, String... parts) {
    assertThatExceptionOfType(GgufException.class)
        .isThrownBy(() -> GgufFiles.open(path).close())
        .withMessageStartingWith(parts[0])
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  private static GgufWriter part(int number) {
    return ModelSplitter.describe(new GgufWriter(), number, COUNT, 4);
  }

  private void write(int part, GgufWriter writer) throws IOException {
    Files.write(path(part), writer.bytes());
  }

  private Path path(int part) {
    return folder.resolve("x-%05d-of-%05d.gguf".formatted(part + 1, COUNT));
  }

  private String[] names() {
    return new String[] {path(0).toString(), path(1).toString(), path(2).toString()};
  }
}
