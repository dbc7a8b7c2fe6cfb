package io.github.pyramidsd.evaluation.task;

import io.github.pyramidsd.evaluation.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A JSON object in a line of a file, or inside such a one. What it should have and has not is an
 * error that names the file, the line and the key.
 *
 * @param source what messages call the file
 * @param line the first is 1
 * @param path of the object in its line, with a dot behind it; empty of the outermost
 */
record JsonObject(String source, int line, String path, JsonNode node) {

  private static final int MOST_SHOWN = 60; // characters of a wrong value

  /** Reads an object a line; blank lines are passed over. */
  static List<JsonObject> lines(DataSource source) throws IOException {
    List<JsonObject> objects = new ArrayList<>();
    int number = 0;
    for (String line : source.text().lines().toList()) {
      number++;
      if (!line.isBlank()) {
        objects.add(read(source.name(), number, line));
      }
    }
    if (objects.isEmpty()) {
      throw new IOException(source.name() + ": holds no items, expected a JSON object a line");
    }
    return objects;
  }

  private static JsonObject read(String source, int number, String line) throws IOException {
    JsonNode node;
    try {
      node = Json.read(line);
    } catch (Json.MalformedException e) {
      throw new MalformedDataException(source, number, String.valueOf(e.getMessage()), e);
    }
    if (!node.isObject()) {
      throw new MalformedDataException(
          source, number, "the line is " + shown(node) + ", expected a JSON object");
    }
    return new JsonObject(source, number, "", node);
  }

  boolean has(String key) {
    return node.has(key);
  }

  /** A text that is not blank, as it is. */
  String text(String key) throws IOException {
    JsonNode value = node.path(key);
    if (!value.isString() || value.stringValue().isBlank()) {
      throw wrong(key, "a text that is not blank");
    }
    return value.stringValue();
  }

  /** An object inside this one. */
  JsonObject object(String key) throws IOException {
    JsonNode value = node.path(key);
    if (!value.isObject()) {
      throw wrong(key, "an object");
    }
    return new JsonObject(source, line, path + key + ".", value);
  }

  /** An array of objects. */
  List<JsonObject> objects(String key, int least, int most) throws IOException {
    JsonNode values = node.path(key);
    if (!values.isArray() || values.size() < least || values.size() > most) {
      throw wrong(key, "an array of " + least + " to " + most + " objects");
    }
    List<JsonObject> objects = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      String inner = path + key + "[" + i + "]";
      if (!values.get(i).isObject()) {
        throw new MalformedDataException(
            source, line, inner + " is " + shown(values.get(i)) + ", expected an object");
      }
      objects.add(new JsonObject(source, line, inner + ".", values.get(i)));
    }
    return objects;
  }

  /** An error that names a key, what it is, and what it should be. */
  IOException wrong(String key, String expected) {
    JsonNode value = node.path(key);
    String problem = value.isMissingNode() ? "is missing" : "is " + shown(value);
    return new MalformedDataException(
        source, line, path + key + " " + problem + ", expected " + expected);
  }

  private static String shown(JsonNode value) {
    String json = value.toString();
    return json.length() <= MOST_SHOWN ? json : json.substring(0, MOST_SHOWN) + "…";
  }
}
