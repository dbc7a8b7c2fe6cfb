package io.github.pyramidsd.evaluation.task;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** What a task knows of its items, by their ids. */
final class Entries<T> {

  private final String task;
  private final Map<String, T> byId = new LinkedHashMap<>();

  Entries(String task, Collection<T> entries, Function<T, String> id) {
    this.task = task;
    entries.forEach(entry -> byId.put(id.apply(entry), entry));
  }

  Collection<T> all() {
    return byId.values();
  }

  T of(Item item) {
    T entry = byId.get(item.id());
    if (entry == null) {
      throw new IllegalArgumentException(
          "'%s' is not an item of task %s".formatted(item.id(), task));
    }
    return entry;
  }
}
