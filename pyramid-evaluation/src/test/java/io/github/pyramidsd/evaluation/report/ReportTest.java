package io.github.pyramidsd.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Method.Knobs;
import io.github.pyramidsd.evaluation.result.RunKey;
import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.statistics.TaskScore;
import io.github.pyramidsd.evaluation.study.Configuration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/** The files of a small study, by their text; {@link ReportBrowserTest} looks at the page. */
class ReportTest {

  private static final String HOSTILE = SyntheticStudy.HOSTILE + ", a \"quoted\" line\nand more";

  @TempDir Path directory = Path.of("");

  @Test
  void tableHasALineForEachConfigurationAndTaskThatReadsBack() throws IOException {
    write();
    List<Map<String, String>> lines = csv();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).containsEntry("configuration", "target").containsEntry("task", "qa");
    assertThat(lines.get(1)).containsEntry("configuration", "fsd, \"loose\"");
    assertThat(number(lines.get(0), "tokensPerSecond")).isCloseTo(10, within(1e-9));
    assertThat(number(lines.get(1), "againstPlain.speedRatio")).isCloseTo(2, within(1e-9));
    assertThat(number(lines.get(1), "score.correct")).isEqualTo(0.5);
    assertThat(number(lines.get(1), "quality.loss")).isEqualTo(0.5);
    assertThat(lines.get(0)).containsEntry("againstPlain.speedRatio", "");
    assertThat(lines.get(0)).containsEntry("runs", "6").containsEntry("items", "6");
  }

  @Test
  void dataOfThePageReadBackWhateverTheTexts() throws IOException {
    write();
    String page = Files.readString(directory.resolve(Report.REPORT_HTML));
    int start = page.indexOf("id=\"data\">") + "id=\"data\">".length();
    JsonNode data =
        new JsonMapper().readTree(page.substring(start, page.indexOf("</script>", start)));
    JsonNode run = data.path("runs").path("rows").path(0);
    assertThat(run.path(run.size() - 1).asString()).isEqualTo(HOSTILE);
    assertThat(data.path("facts").path("title").asString()).isEqualTo("A </title> & more");
    assertThat(data.path("rows").path(0).path("plain").isNull()).isTrue();
  }

  @Test
  void pageHasNothingToFetch() throws IOException {
    write();
    String page = Files.readString(directory.resolve(Report.REPORT_HTML));
    try (InputStream in = Report.class.getResourceAsStream("echarts/echarts.min.js")) {
      String charts = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      assertThat(page.contains(charts)).as("has the charts' library").isTrue();
      page = page.replace(charts, "");
    }
    assertThat(page).contains("default-src 'none'").doesNotContain("{{").doesNotContain("http:");
    assertThat(page).doesNotContainPattern("(?:src|href)=\"(?!#|data:)").doesNotContain("https:");
    assertThat(page.split("</script>", -1)).hasSize(4); // data, charts and the page's own
  }

  @Test
  void sameRunsGiveTheSameFiles() throws IOException {
    write();
    String page = Files.readString(directory.resolve(Report.REPORT_HTML));
    String table = Files.readString(directory.resolve(Report.SUMMARY_CSV));
    write();
    assertThat(directory.resolve(Report.REPORT_HTML)).hasContent(page);
    assertThat(directory.resolve(Report.SUMMARY_CSV)).hasContent(table);
    assertThat(directory.toFile().list()).hasSize(2);
  }

  @Test
  void studyWithoutRunsIsRefused() {
    assertThatThrownBy(
            () -> Report.write(SyntheticStudy.facts(), List.of(), List.of(), Map.of(), directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no finished runs");
  }

  private void write() throws IOException {
    List<RunResult> runs = new ArrayList<>();
    Configuration plain = configuration("target", Method.TARGET);
    Configuration fsd = configuration("fsd, \"loose\"", Method.FSD);
    for (int item = 0; item < 6; item++) {
      runs.add(run(plain, item, 10, 1));
      runs.add(run(fsd, item, 20, item % 2));
    }
    ReportFacts facts =
        new ReportFacts(
            "A </title> & more",
            SyntheticStudy.facts().date(),
            Map.of("processor", "<i>"),
            Map.of(),
            Map.of(),
            0.02,
            List.of());
    Map<String, TaskScore> scores = Map.of("qa", new TaskScore("correct", false));
    Report.write(facts, runs, List.of(plain, fsd), scores, directory);
  }

  private List<Map<String, String>> csv() throws IOException {
    try (MappingIterator<Map<String, String>> lines =
        new CsvMapper()
            .readerForMapOf(String.class)
            .with(CsvSchema.emptySchema().withHeader())
            .readValues(directory.resolve(Report.SUMMARY_CSV).toFile())) {
      return lines.readAll();
    }
  }

  private static double number(Map<String, String> line, String column) {
    return Double.parseDouble(line.getOrDefault(column, "none"));
  }

  private static Configuration configuration(String label, Method method) {
    return new Configuration(
        label, Optional.of(method), Knobs.DEFAULT, Double.POSITIVE_INFINITY, 0);
  }

  private static RunResult run(Configuration c, int item, double speed, double correct) {
    return new RunResult(
        new RunKey(c.label(), "qa", "item-" + item, 1),
        "digest",
        5,
        10,
        "length",
        0.1,
        10 / speed,
        0.1,
        0.1 + 10 / speed,
        null,
        Map.of("correct", correct),
        List.of(),
        0,
        HOSTILE,
        List.of());
  }
}
