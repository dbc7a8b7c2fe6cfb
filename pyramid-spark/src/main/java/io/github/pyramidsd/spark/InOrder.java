package io.github.pyramidsd.spark;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Hands on lines in the order of their units, each once, in whatever order they come. */
final class InOrder {

  /** Takes lines. */
  interface Sink {
    /** Takes the next one. */
    void accept(Parts.Line line) throws IOException;
  }

  private final Deque<String> waitedFor;
  private final Set<String> missing;
  private final Map<String, Parts.Line> early = new HashMap<>();
  private final Sink sink;

  InOrder(List<String> units, Sink sink) {
    this.waitedFor = new ArrayDeque<>(units);
    this.missing = new HashSet<>(units);
    if (missing.size() < units.size()) {
      throw new IllegalArgumentException("a unit comes twice");
    }
    this.sink = sink;
  }

  /** Takes lines; those of units that are there already, or that nobody asked for, are nothing. */
  void add(List<Parts.Line> lines) throws IOException {
    for (Parts.Line line : lines) {
      if (missing.remove(line.unit())) {
        early.put(line.unit(), line);
      }
    }
    while (!waitedFor.isEmpty()) {
      Parts.Line next = early.remove(waitedFor.getFirst());
      if (next == null) {
        return;
      }
      sink.accept(next);
      waitedFor.removeFirst();
    }
  }

  /** The units of which there is no line yet, in their order. */
  List<String> missing() {
    return waitedFor.stream().filter(missing::contains).toList();
  }
}
