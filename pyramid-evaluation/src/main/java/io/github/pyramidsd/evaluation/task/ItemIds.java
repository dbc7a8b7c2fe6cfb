package io.github.pyramidsd.evaluation.task;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The ids of the items of a file, no two of which may be the same. */
final class ItemIds {

  private final Map<String, Integer> lines = new HashMap<>();

  /** The id of an object; where there is none, one that tells its line. */
  String of(JsonObject object) throws IOException {
    return object.has("id") ? unique(object) : "line-" + object.line();
  }

  /** The id of an object, which must have one. */
  String unique(JsonObject object) throws IOException {
    String id = object.text("id");
    Integer other = lines.putIfAbsent(id, object.line());
    if (other != null) {
      throw object.wrong("id", "another one: it is that of line " + other + " already");
    }
    return id;
  }
}
