package io.github.pyramidsd.evaluation.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Takes pictures of a report, for the documentation: of its parts at the width of a desk, in light
 * and dark, of the whole at the width of a phone, and the page as it is printed.
 *
 * <p>Arguments: the report, and a directory for the pictures.
 */
public final class ReportScreenshots {

  private static final int DESK = 1280;
  private static final int PHONE = 390;

  private ReportScreenshots() {}

  /** Takes them. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      throw new IllegalArgumentException("expected REPORT.html DIRECTORY");
    }
    Path directory = Path.of(arguments[1]);
    Files.createDirectories(directory);
    Path report = Path.of(arguments[0]).toAbsolutePath();
    for (boolean dark : List.of(false, true)) {
      String suffix = dark ? "-dark.png" : ".png";
      try (Browser browser = Browser.open(DESK, 900, dark)) {
        browser.show(report);
        picture(browser, "body", directory.resolve("report" + suffix), 2600);
        picture(browser, "#verdicts", directory.resolve("verdicts" + suffix), 3000);
        picture(browser, "#task-0", directory.resolve("task" + suffix), 6000);
        if (!dark) {
          Object pdf =
              browser
                  .driver()
                  .executeCdpCommand("Page.printToPDF", Map.of("preferCSSPageSize", true))
                  .get("data");
          write(directory.resolve("report.pdf"), Objects.requireNonNull(pdf));
        }
      }
    }
    try (Browser browser = Browser.open(PHONE, 844, false)) {
      browser.show(report);
      picture(browser, "body", directory.resolve("phone.png"), 4500);
    }
  }

  /** Of an element, as far as it is not longer than {@code most}. */
  static void picture(Browser browser, String selector, Path file, int most) throws IOException {
    @SuppressWarnings("unchecked")
    List<Number> box =
        (List<Number>)
            browser.evaluate(
                "const b = document.querySelector('"
                    + selector
                    + "').getBoundingClientRect();"
                    + "return [b.left + scrollX, b.top + scrollY, b.width, b.height]");
    Map<String, Object> clip =
        Map.of(
            "x", box.get(0),
            "y", box.get(1),
            "width", box.get(2),
            "height", Math.min(most, box.get(3).doubleValue()),
            "scale", 1);
    Map<String, Object> options =
        Map.of("format", "png", "captureBeyondViewport", true, "clip", clip);
    Object image =
        browser.driver().executeCdpCommand("Page.captureScreenshot", options).get("data");
    write(file, Objects.requireNonNull(image));
  }

  private static void write(Path file, Object base64) throws IOException {
    Files.write(file, Base64.getDecoder().decode((String) base64));
  }
}
