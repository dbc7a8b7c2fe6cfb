package io.github.pyramidsd.evaluation.report;

import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.statistics.Summary;
import io.github.pyramidsd.evaluation.statistics.TaskScore;
import io.github.pyramidsd.evaluation.study.Configuration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** Writes what a study found. */
public final class Report {

  /** The name of the table for programs. */
  public static final String SUMMARY_CSV = "summary.csv";

  /** The name of the page for people. */
  public static final String REPORT_HTML = "report.html";

  private Report() {}

  /**
   * Writes {@value #SUMMARY_CSV} and {@value #REPORT_HTML}; files that were there are replaced,
   * each at once. The same input gives the same files.
   *
   * @param runs finished ones, each once; they need not be all
   * @param configurations the study's, in order
   * @param scores what each task is judged by, by its name, in the order of the report
   * @param directory which is made if it is not there
   * @throws IllegalArgumentException if there are no runs
   */
  public static void write(
      ReportFacts facts,
      List<RunResult> runs,
      List<Configuration> configurations,
      Map<String, TaskScore> scores,
      Path directory)
      throws IOException {
    if (runs.isEmpty()) {
      throw new IllegalArgumentException(
          "study " + facts.title() + " has no finished runs, expected 1 or more");
    }
    Summary summary = Summary.of(runs, configurations, scores);
    Files.createDirectories(directory);
    replace(directory.resolve(SUMMARY_CSV), SummaryCsv.of(summary, scores));
    PageData data = new PageDataMaker(facts, runs, configurations, scores, summary).make();
    replace(directory.resolve(REPORT_HTML), Page.of(data));
  }

  private static void replace(Path file, String content) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(part, content, StandardCharsets.UTF_8);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
