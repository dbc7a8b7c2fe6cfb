package io.github.pyramidsd.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The report in a real browser. */
class ReportBrowserTest {

  @TempDir static Path directory = Path.of("");

  @BeforeAll
  static void write() throws IOException {
    assumeTrue(
        Browser.executable().isPresent(),
        "no browser: neither chromium nor google-chrome with chromedriver is on the path");
    SyntheticStudy study = new SyntheticStudy();
    Report.write(
        SyntheticStudy.facts(),
        study.runs(),
        study.configurations(),
        SyntheticStudy.scores(),
        directory);
  }

  @ParameterizedTest
  @CsvSource({"1280, false", "1280, true", "390, false"})
  void pageIsDrawnWithoutErrorAndWithoutRequest(int width, boolean dark) {
    try (Browser browser = Browser.open(width, 900, dark)) {
      Path page = directory.resolve(Report.REPORT_HTML);
      browser.show(page);
      assertThat(browser.evaluate("return document.documentElement.dataset.drawn"))
          .isEqualTo("yes");
      assertThat(browser.console()).isEmpty();
      assertThat(browser.requests())
          .allSatisfy(
              url ->
                  assertThat(url)
                      .matches(u -> u.equals(page.toUri().toString()) || u.startsWith("data:")));
      assertThat(browser.requests()).isEmpty(); // nothing more since
      assertThat((Long) count(browser, "figure .chart svg")).isGreaterThan(15);
      assertThat((Boolean) browser.evaluate("return document.body.scrollWidth <= innerWidth"))
          .as("nothing is wider than the window")
          .isTrue();
    }
  }

  /** Proves that the test above would see errors and requests. */
  @Test
  void errorsAndRequestsAreSeen() throws IOException {
    Path page = directory.resolve("bad.html");
    Files.writeString(
        page,
        "<title>x</title><img src='https://example.invalid/a.png'><script>nothing()</script>");
    try (Browser browser = Browser.open(800, 600, false)) {
      browser.show(page);
      assertThat(browser.console()).anyMatch(line -> line.contains("nothing is not defined"));
      assertThat(browser.requests()).contains("https://example.invalid/a.png");
    }
  }

  @Test
  void textsOfModelsStayTexts() {
    try (Browser browser = Browser.open(1280, 900, false)) {
      browser.show(directory.resolve(Report.REPORT_HTML));
      assertThat(browser.driver().getTitle()).isEqualTo("A study that nobody ran");
      browser.evaluate("trace('target', 'csqa', 'score')");
      Object texts =
          browser.evaluate(
              "return [...document.querySelectorAll('#runs td.text')].map(td => td.textContent)"
                  + ".join('\\n')");
      assertThat((String) texts).contains(SyntheticStudy.HOSTILE);
      assertThat((Long) count(browser, "#runs b")).isZero();
    }
  }

  @Test
  void numberLeadsToItsRuns() {
    try (Browser browser = Browser.open(1280, 900, false)) {
      browser.show(directory.resolve(Report.REPORT_HTML));
      browser.evaluate("document.querySelector('#task-1 tbody button.trace').click()");
      assertThat((Long) count(browser, "#runs tbody tr")).isEqualTo(50);
      String status =
          (String)
              browser.evaluate("return document.querySelector('#runs .note[role]').textContent");
      assertThat(status).startsWith("60 runs"); // 20 items, 3 seeds
      String number =
          (String)
              browser.evaluate(
                  "return document.querySelector('#task-1 tbody button.trace').textContent");
      assertThat(status).endsWith("is " + number + ".");
    }
  }

  private static Object count(Browser browser, String selector) {
    return browser.evaluate("return document.querySelectorAll('" + selector + "').length");
  }
}
