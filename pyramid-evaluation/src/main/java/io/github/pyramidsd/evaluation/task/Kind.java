package io.github.pyramidsd.evaluation.task;

import io.github.pyramidsd.evaluation.task.TaskSpec.DataFormat;
import io.github.pyramidsd.evaluation.task.TaskSpec.Scoring;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The kinds of task, with what they are called, may be told, and are if they are told nothing. */
enum Kind {
  MULTIPLE_CHOICE("multiple-choice", 32),
  GSM8K("gsm8k", 256),
  JAVA_COMPLETION("java-completion", 64),
  FREE("free", 128),
  DISTRIBUTION("distribution", 8);

  private final String label;
  private final int maxTokens;

  Kind(String label, int maxTokens) {
    this.label = label;
    this.maxTokens = maxTokens;
  }

  static Kind labelled(String label) {
    for (Kind kind : values()) {
      if (kind.label.equals(label)) {
        return kind;
      }
    }
    throw new InvalidSettingException(
        "kind", "kind is '%s', expected %s".formatted(label, Settings.oneOf(TaskSpec.kinds())));
  }

  static Kind of(TaskSpec spec) {
    return switch (spec) {
      case TaskSpec.MultipleChoice _ -> MULTIPLE_CHOICE;
      case TaskSpec.Gsm8k _ -> GSM8K;
      case TaskSpec.JavaCompletion _ -> JAVA_COMPLETION;
      case TaskSpec.FreeGeneration _ -> FREE;
      case TaskSpec.Distribution _ -> DISTRIBUTION;
    };
  }

  String label() {
    return label;
  }

  Set<String> settings() {
    return switch (this) {
      case MULTIPLE_CHOICE -> Set.of("limit", "max-tokens", "shots", "format", "scoring");
      case GSM8K -> Set.of("limit", "max-tokens", "shots");
      case JAVA_COMPLETION, FREE, DISTRIBUTION -> Set.of("limit", "max-tokens");
    };
  }

  TaskSpec spec(String name, String data, Map<String, String> values) {
    Settings given = new Settings(label, values, settings());
    int limit = given.number("limit", 0, 0);
    int tokens = given.number("max-tokens", maxTokens, 1);
    int shots = given.number("shots", 0, 0);
    return switch (this) {
      case MULTIPLE_CHOICE ->
          new TaskSpec.MultipleChoice(
              name,
              data,
              format(data, given),
              given.choice("scoring", Scoring.GENERATION),
              limit,
              tokens,
              shots);
      case GSM8K -> new TaskSpec.Gsm8k(name, data, limit, tokens, shots);
      case JAVA_COMPLETION -> new TaskSpec.JavaCompletion(name, data, limit, tokens);
      case FREE -> new TaskSpec.FreeGeneration(name, data, limit, tokens);
      case DISTRIBUTION -> new TaskSpec.Distribution(name, data, limit, tokens);
    };
  }

  private static DataFormat format(String data, Settings given) {
    String file = DataSource.fileName(data).toLowerCase(Locale.ROOT);
    if (given.has("format") || file.endsWith(".jsonl")) {
      return given.choice("format", DataFormat.CSQA_JSONL);
    }
    if (file.endsWith(".csv")) {
      return DataFormat.MMLU_CSV;
    }
    throw new InvalidSettingException(
        "format",
        "format is missing, and '%s' does not tell it by ending in .jsonl or .csv, expected %s or %s"
            .formatted(data, DataFormat.CSQA_JSONL, DataFormat.MMLU_CSV));
  }
}
