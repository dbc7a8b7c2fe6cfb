package io.github.pyramidsd.evaluation.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * The page: a template, into which style, scripts and data are put, so that it needs nothing else
 * when it is looked at. Its content security policy forbids requests.
 */
final class Page {

  private static final Pattern PART = Pattern.compile("\\{\\{([a-z]+)\\}\\}");
  private static final List<String> SCRIPTS =
      List.of(
          "format.js",
          "theme.js",
          "charts.js",
          "knobs.js",
          "levels.js",
          "runs.js",
          "table.js",
          "page.js");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(Double.class, new ShortNumber())
                  .addSerializer(double.class, new ShortNumber()))
          .build();

  private Page() {}

  static String of(PageData data) {
    Matcher part = PART.matcher(resource("report.html"));
    return part.replaceAll(match -> Matcher.quoteReplacement(part(match.group(1), data)));
  }

  private static String part(String name, PageData data) {
    return switch (name) {
      case "style" -> resource("report.css");
      case "echarts" -> resource("echarts/echarts.min.js");
      case "script" -> String.join("\n", SCRIPTS.stream().map(Page::resource).toList());
      case "data" -> json(data);
      default -> throw new IllegalStateException("the template has an unknown part: " + name);
    };
  }

  /**
   * JSON that may stand in a script element: nothing in it, such as the text of an answer, can end
   * the element or start a comment.
   */
  static String json(Object value) {
    return JSON.writeValueAsString(value)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource " + name + " is missing from this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read resource " + name, e);
    }
  }

  /** Six digits, which is more than the page shows; null for what is no number. */
  private static final class ShortNumber extends ValueSerializer<Double> {

    @Override
    public void serialize(Double value, JsonGenerator generator, SerializationContext context) {
      if (Double.isFinite(value)) {
        generator.writeNumber(
            new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros().doubleValue());
      } else {
        generator.writeNull();
      }
    }
  }
}
