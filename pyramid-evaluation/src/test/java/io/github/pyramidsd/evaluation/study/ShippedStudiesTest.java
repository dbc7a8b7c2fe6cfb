package io.github.pyramidsd.evaluation.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShippedStudiesTest {

  private static final Path STUDIES = Path.of("..", "studies");

  /** With embedded models in the place of those that a user has, and our sample of the data. */
  @ParameterizedTest
  @CsvSource({"embedded, 51", "planted, 13", "pyramidsd, 28"})
  void shippedStudyIsRight(String name, int configurations) throws IOException {
    StudySource source = StudySource.of(STUDIES.resolve(name + ".yaml"));
    String text =
        source
            .text()
            .replaceAll("(draft|qualifier|target): \\S+\\.gguf", "$1: java-$1")
            .replaceAll("data: \\S+dev_rand_split.jsonl", "data: sample:csqa");
    Study study = StudyReader.read(new StudySource(source.file(), text, source.directory()));
    assertThat(study.name()).isEqualTo(name);
    assertThat(study.configurations()).hasSize(configurations);
    assertThat(study.configurations()).extracting(Configuration::label).contains("target", "auto");
  }

  @Test
  void paperStudyWithoutItsModelsSaysWhatIsMissing() {
    Path file = STUDIES.resolve("pyramidsd.yaml");
    assertThatThrownBy(() -> StudyReader.read(StudySource.of(file)))
        .isInstanceOf(StudyException.class)
        .hasMessageMatching(
            "(?s)\\S*pyramidsd.yaml:\\d+: models.target is \\S*Llama\\S*, expected a GGUF file.*");
  }
}
