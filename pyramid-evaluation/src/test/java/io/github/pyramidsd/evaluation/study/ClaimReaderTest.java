package io.github.pyramidsd.evaluation.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimReaderTest {

  private static final String STUDY =
      """
      name: claims
      models: {family: embedded}
      sampling: {temperature: 1}
      methods: [{method: target}]
      tasks: [{kind: free, data: "sample:java", limit: 1}]
      seeds: 1
      claims:
        - claim: It is fast
          parts:
            - {says: Fast, measure: tokens/s, of: sd, to: [fsd, target], above: 1.5, note: so they say}
            - {says: Steady, measure: spread, of: sd, to: fsd, below: 1}
      """;

  @Test
  void aClaimIsReadWithItsWordsAndNumbers() throws IOException {
    Claim claim = read(STUDY).getFirst();
    assertThat(claim.claim()).isEqualTo("It is fast");
    assertThat(claim.methods()).containsExactly("sd", "fsd", "target");
    assertThat(claim.parts())
        .containsExactly(
            new Claim.Part(
                "Fast",
                Claim.Measure.SPEED,
                "sd",
                List.of("fsd", "target"),
                true,
                1.5,
                "so they say"),
            new Claim.Part("Steady", Claim.Measure.SPREAD, "sd", List.of("fsd"), false, 1, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          above: 1.5, | '' | study.yaml:10: claims[0].parts[0] has neither above nor below
          above: 1.5, | above: 1.5, below: 2, | study.yaml:10: claims[0].parts[0] has both above and below
          above: 1.5, | above: 0, | study.yaml:10: claims[0].parts[0].above is 0, expected more than 0
          tokens/s    | speed     | study.yaml:10: claims[0].parts[0].measure is 'speed', expected tokens/s or spread
          of: sd      | of: SD    | study.yaml:10: claims[0].parts[0].of is 'SD', expected
          """)
  void aWrongClaimIsNamed(String right, String wrong, String problem) {
    assertThatThrownBy(() -> read(STUDY.replaceFirst(right, wrong))).hasMessageContaining(problem);
  }

  private static List<Claim> read(String study) throws IOException {
    return StudyReader.read(new StudySource("study.yaml", study, "/")).claims();
  }
}
