package io.github.pyramidsd.engine.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.engine.GgufModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlantedFamilyTest {

  @TempDir private Path folder;

  private static ModelShape shape(String name, String architecture, int width, boolean tied) {
    return new ModelShape(
        name, architecture, width, 2, 512, 8, 4, 32, 1500, 512, 1e4f, 0, 1e-5f, tied);
  }

  private static final ModelShape DRAFT = shape("tiny-1", "llama", 256, true);
  private static final ModelShape QUALIFIER = shape("tiny-2", "qwen3", 256, true);
  private static final ModelShape TARGET = shape("tiny-3", "qwen2", 512, false);

  @ParameterizedTest
  @CsvSource("Q4_0, 0.65, 2")
  void whatIsAskedForIsMeasured(String format, double agreement, double entropy)
      throws IOException {
    assertMeasured(format, agreement, entropy);
  }

  @Tag("exhaustive")
  @ParameterizedTest
  @CsvSource({"F16, 0.5, 1", "Q4_K, 0.7, 3"})
  void whatIsAskedForIsMeasuredInOtherFormats(String format, double agreement, double entropy)
      throws IOException {
    assertMeasured(format, agreement, entropy);
  }

  private void assertMeasured(String format, double agreement, double entropy) throws IOException {
    Agreement asked = Agreement.of(agreement);
    PlantedFamily family =
        new PlantedFamily(List.of(DRAFT, QUALIFIER, TARGET), format, asked, entropy, 7);
    FamilyMeasurement measured = measure(family, 3);
    assertThat(measured.entropies()).allSatisfy(e -> assertThat(e).isCloseTo(entropy, within(0.3)));
    assertThat(measured.pairs()).hasSize(3);
    assertThat(acceptance(measured, 2, 0)).isCloseTo(asked.targetDraft(), within(0.06));
    assertThat(acceptance(measured, 2, 1)).isCloseTo(asked.targetQualifier(), within(0.06));
    assertThat(acceptance(measured, 1, 0)).isCloseTo(asked.qualifierDraft(), within(0.06));
  }

  @Test
  void twoModelsAreAFamilyToo() throws IOException {
    PlantedFamily family =
        new PlantedFamily(List.of(DRAFT, TARGET), "Q8_0", Agreement.of(0.4), 2, 1);
    assertThat(acceptance(measure(family, 2), 1, 0)).isCloseTo(0.4, within(0.06));
  }

  @Test
  void theSeedDecidesAboutEveryByte() throws IOException {
    byte[] one = target(1);
    assertThat(target(1)).isEqualTo(one);
    assertThat(target(2)).isNotEqualTo(one);
  }

  private byte[] target(long seed) throws IOException {
    PlantedFamily family =
        new PlantedFamily(List.of(DRAFT, TARGET), "Q4_0", Agreement.of(0.6), 2, seed);
    family.write(1, folder, true, (done, total) -> {});
    return Files.readAllBytes(family.files(folder).getLast());
  }

  @Test
  void whatNoFamilyCanBeIsRejected() {
    List<ModelShape> three = List.of(DRAFT, QUALIFIER, TARGET);
    assertThatThrownBy(() -> new PlantedFamily(three, "Q4_0", Agreement.of(0.6), 9, 1))
        .hasMessageContaining("entropy is 9.0, expected 0.2 to");
    assertThatThrownBy(() -> new PlantedFamily(three, "Q4_0", new Agreement(0.1, 0.9, 0.9), 2, 1))
        .hasMessageContaining("no three models have an agreement of 0.1, 0.9 and 0.9");
    assertThatThrownBy(() -> new PlantedFamily(List.of(DRAFT), "Q4_0", Agreement.of(0.6), 2, 1))
        .hasMessageContaining("1 shapes given, expected 2");
    assertThatThrownBy(
            () ->
                new PlantedFamily(
                    List.of(ModelShape.named("qwen3-0.6b"), ModelShape.named("8b")),
                    "Q4_0",
                    Agreement.of(0.6),
                    2,
                    1))
        .hasMessageContaining("qwen3-0.6b has 151936 tokens and llama-3.1-8b 128256");
    assertThatThrownBy(() -> Agreement.of(1))
        .hasMessageContaining("agreement is 1.0, expected 0.05 to 0.95");
  }

  @Test
  void modelsOfTheSameShapeHaveFilesOfTheirOwn() {
    PlantedFamily family =
        new PlantedFamily(List.of(DRAFT, DRAFT, TARGET), "Q8_0", Agreement.of(0.6), 2, 1);
    assertThat(family.files(folder))
        .extracting(file -> file.getFileName().toString())
        .containsExactly(
            DRAFT.name() + "-draft-q8_0.gguf",
            DRAFT.name() + "-qualifier-q8_0.gguf",
            TARGET.name() + "-q8_0.gguf");
  }

  private FamilyMeasurement measure(PlantedFamily family, int size) throws IOException {
    List<LanguageModel> models = new ArrayList<>();
    try {
      for (int model = 0; model < size; model++) {
        family.write(model, folder, false, (done, total) -> {});
        GgufModel opened = GgufModel.open(family.files(folder).get(model));
        models.add(opened);
        assertThat(opened.synthetic()).contains(SyntheticModel.PLANTED);
      }
      return family.measure(models);
    } finally {
      models.forEach(LanguageModel::close);
    }
  }

  private static double acceptance(FamilyMeasurement measured, int verifier, int proposer) {
    return measured.pairs().stream()
        .filter(pair -> pair.verifier() == verifier && pair.proposer() == proposer)
        .findAny()
        .orElseThrow()
        .acceptance();
  }
}
