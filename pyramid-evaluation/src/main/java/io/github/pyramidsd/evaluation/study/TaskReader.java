package io.github.pyramidsd.evaluation.study;

import io.github.pyramidsd.evaluation.task.InvalidSettingException;
import io.github.pyramidsd.evaluation.task.Task;
import io.github.pyramidsd.evaluation.task.TaskSpec;
import io.github.pyramidsd.evaluation.task.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the tasks of a study, and their data. */
final class TaskReader {

  private static final Set<String> OWN_KEYS = Set.of("kind", "name", "data", "seeds");
  private static final String SAMPLE = "sample:";
  private static final String LIMIT = "limit";
  private static final String MAX_TOKENS = "max-tokens";

  private final StudySource source;
  private final Limits limits;
  private final Map<String, List<Long>> ownSeeds = new LinkedHashMap<>();

  TaskReader(StudySource source, Limits limits) {
    this.source = source;
    this.limits = limits;
  }

  /** The tasks, in the order of the file. */
  List<Task> read(Value tasks) throws IOException {
    Map<String, Integer> lines = new LinkedHashMap<>();
    List<Task> read = new ArrayList<>();
    for (Value entry : tasks.items()) {
      Task task = open(entry);
      Integer first = lines.putIfAbsent(task.name(), entry.line());
      if (first != null) {
        throw entry.wrong(
            "has the name %s, which the task of line %s has: give each its own"
                .formatted(task.name(), first));
      }
      read.add(task);
    }
    return read;
  }

  /** The seeds of tasks that have their own, when all are read. */
  Map<String, List<Long>> ownSeeds() {
    return ownSeeds;
  }

  private Task open(Value entry) throws IOException {
    Set<String> known = new LinkedHashSet<>(List.of("kind", "name", "data", "seeds"));
    TaskSpec.kinds().forEach(kind -> known.addAll(TaskSpec.settings(kind)));
    Fields fields = entry.fields(known);
    String kind = fields.require("kind").oneOf(TaskSpec.kinds().toArray(String[]::new), k -> k);
    String name = fields.find("name").isPresent() ? fields.require("name").text() : kind;
    String data = data(fields.require("data"));
    try {
      Task task = Tasks.open(TaskSpec.of(kind, name, data, settings(fields)));
      if (fields.find("seeds").isPresent()) {
        ownSeeds.put(name, StudyReader.seeds(fields.require("seeds")));
      }
      return task;
    } catch (InvalidSettingException e) {
      Value place = fields.find(e.setting()).orElse(entry);
      throw place.wrong("is not right: " + e.getMessage());
    }
  }

  /** The settings of the kind, within the study's limits. */
  private Map<String, String> settings(Fields fields) throws StudyException {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Map.Entry<String, Value> field : fields.values().entrySet()) {
      if (!OWN_KEYS.contains(field.getKey())) {
        settings.put(field.getKey(), field.getValue().text());
      }
    }
    if (limits.maxTokens() > 0) {
      settings.putIfAbsent(MAX_TOKENS, String.valueOf(limits.maxTokens()));
    }
    if (limits.items() < Integer.MAX_VALUE) {
      long own = fields.integer(LIMIT, 0, 0, Integer.MAX_VALUE);
      settings.put(
          LIMIT, String.valueOf(own == 0 ? limits.items() : Math.min(own, limits.items())));
    }
    return settings;
  }

  /** A sample's name, or the path of a file that is there. */
  private String data(Value value) throws StudyException {
    String text = value.text();
    if (text.startsWith(SAMPLE)) {
      return text;
    }
    try {
      Path file = source.resolve(text);
      if (!Files.isRegularFile(file)) {
        throw value.wrong("is %s, expected a file, and there is no %s".formatted(text, file));
      }
      return file.toString();
    } catch (InvalidPathException e) {
      throw value.wrong("is no path: " + e.getMessage());
    }
  }
}
