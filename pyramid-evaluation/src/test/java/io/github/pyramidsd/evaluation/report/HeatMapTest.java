package io.github.pyramidsd.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.evaluation.report.HeatMap.Cell;
import io.github.pyramidsd.evaluation.statistics.ConfigurationSummary;
import io.github.pyramidsd.evaluation.statistics.Summary;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HeatMapTest {

  private static List<ConfigurationSummary> rows = List.of();

  @BeforeAll
  static void sumUp() {
    SyntheticStudy study = new SyntheticStudy();
    rows =
        Summary.of(
                study.runs().stream()
                    .filter(run -> run.key().task().equals("csqa") && run.key().seed() == 1)
                    .toList(),
                study.configurations(),
                SyntheticStudy.scores())
            .rows("csqa");
  }

  @Test
  void thresholdsHaveAPlaceForExactVerification() {
    HeatMap map = HeatMap.of(rows).getFirst();
    assertThat(map.x()).containsExactly("exact", "0.2", "0.3", "0.4", "0.5");
    assertThat(map.y()).containsExactly("exact", "0.2", "0.3", "0.4", "0.5");
    assertThat(map.cells()).hasSize(1 + 4 + 16); // psd-e, psd-a and psd-f
    assertThat(cell(map, 0, 0).configurations()).hasSize(4).allMatch(c -> c.startsWith("psd-e"));
    assertThat(cell(map, 3, 2).configurations())
        .containsExactly(
            "psd-f draft-length=2 block-length=3 tau-q=0.3 tau-t=0.4",
            "psd-f draft-length=4 block-length=6 tau-q=0.3 tau-t=0.4");
  }

  @Test
  void cellIsTheGeometricMeanOfItsConfigurations() {
    Cell cell = cell(HeatMap.of(rows).getFirst(), 3, 2);
    double product = 1;
    for (String label : cell.configurations()) {
      product *=
          rows.stream()
              .filter(row -> row.label().equals(label))
              .findFirst()
              .flatMap(ConfigurationSummary::againstPlain)
              .orElseThrow()
              .speed()
              .interval()
              .estimate();
    }
    assertThat(cell.speed()).isCloseTo(Math.sqrt(product), within(1e-9));
  }

  @Test
  void lengthsHaveAMapForEachPyramid() {
    assertThat(HeatMap.of(rows))
        .extracting(HeatMap::title)
        .containsExactlyInAnyOrder(
            "The pyramid's thresholds",
            "Block lengths of PSD_F",
            "Block lengths of PSD_A",
            "Block lengths of PSD_E");
  }

  @Test
  void oneValueOfEachKnobIsNoMap() {
    assertThat(HeatMap.of(rows.subList(0, 2))).isEmpty();
  }

  private static Cell cell(HeatMap map, int x, int y) {
    return map.cells().stream().filter(c -> c.x() == x && c.y() == y).findFirst().orElseThrow();
  }
}
