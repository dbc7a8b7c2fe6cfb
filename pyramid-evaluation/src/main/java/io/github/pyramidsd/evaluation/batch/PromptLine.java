package io.github.pyramidsd.evaluation.batch;

import io.github.pyramidsd.decoding.decode.GenerateOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes a prompt of a line's JSON, or says what is wrong with it. */
final class PromptLine {

  private static final String PROMPT = "prompt";
  private static final String ID = "id";

  /** The keys that mean something, by what is left of them in lower case without separators. */
  private static final Map<String, String> KEYS =
      Stream.concat(
              Stream.of(PROMPT, ID),
              Arrays.stream(PromptOptions.class.getRecordComponents()).map(part -> part.getName()))
          .collect(Collectors.toMap(PromptLine::plain, key -> key, (a, _) -> a, TreeMap::new));

  private final String place;
  private final JsonNode node;

  /**
   * Begins with a line.
   *
   * @param place its file and number
   */
  PromptLine(String place, JsonNode node) {
    this.place = place;
    this.node = node;
  }

  /**
   * The prompt.
   *
   * @param number of the line
   */
  Prompt prompt(int number) throws IOException {
    if (!node.isObject()) {
      throw new IOException(place + ": expected an object with a text \"prompt\"");
    }
    for (String key : node.propertyNames()) {
      String meant = KEYS.get(plain(key));
      if (meant != null && !meant.equals(key)) {
        throw new IOException(
            "%s: \"%s\" means nothing, did you mean \"%s\"?".formatted(place, key, meant));
      }
    }
    String text = value(PROMPT, JsonNode::isString, JsonNode::stringValue, "a text");
    if (text == null) {
      throw new IOException(place + ": expected an object with a text \"prompt\"");
    }
    JsonNode id = node.path(ID);
    if (!id.isMissingNode() && !id.isString() && !id.isIntegralNumber()) {
      throw wrong(ID, id, "a text or a whole number");
    }
    return new Prompt(
        id.isMissingNode() ? String.valueOf(number) : id.asString(), number, text, options());
  }

  private PromptOptions options() throws IOException {
    PromptOptions options =
        new PromptOptions(
            whole("maxTokens"),
            value("seed", JsonNode::canConvertToLong, JsonNode::longValue, "a whole number"),
            number("temperature"),
            whole("topK"),
            number("topP"),
            number("minP"),
            number("repeatPenalty"),
            stop(),
            value("ignoreEos", JsonNode::isBoolean, JsonNode::booleanValue, "true or false"));
    try {
      options.over(GenerateOptions.DEFAULT, "");
    } catch (IllegalArgumentException e) { // "top-p is 2, expected ..."
      throw new IOException(place + ": " + e.getMessage(), e);
    }
    return options;
  }

  private @Nullable List<String> stop() throws IOException {
    JsonNode stop = node.path("stop");
    if (stop.isMissingNode()) {
      return null;
    }
    if (stop.isString()) {
      return List.of(stop.stringValue());
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode text : stop.isArray() ? stop.values() : List.<JsonNode>of()) {
      Optional.of(text).filter(JsonNode::isString).map(JsonNode::stringValue).ifPresent(texts::add);
    }
    if (!stop.isArray() || texts.size() < stop.size()) {
      throw wrong("stop", stop, "a text or a list of texts");
    }
    return texts;
  }

  private @Nullable Integer whole(String key) throws IOException {
    return value(
        key,
        value -> value.isIntegralNumber() && value.canConvertToInt(),
        JsonNode::intValue,
        "a whole number");
  }

  private @Nullable Double number(String key) throws IOException {
    return value(key, JsonNode::isNumber, JsonNode::doubleValue, "a number");
  }

  private <T> @Nullable T value(
      String key, Predicate<JsonNode> legal, Function<JsonNode, T> read, String expected)
      throws IOException {
    JsonNode value = node.path(key);
    if (value.isMissingNode()) {
      return null;
    }
    if (!legal.test(value)) {
      throw wrong(key, value, expected);
    }
    return read.apply(value);
  }

  private IOException wrong(String key, JsonNode value, String expected) {
    return new IOException("%s: \"%s\" is %s, expected %s".formatted(place, key, value, expected));
  }

  private static String plain(String key) {
    return key.replaceAll("[-_ ]", "").toLowerCase(Locale.ROOT);
  }
}
