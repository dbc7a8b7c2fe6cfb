package io.github.pyramidsd.evaluation.task;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a task is made of; {@link Tasks#open} reads its data. Two specifications that are equal and
 * read the same data make the same task.
 */
public sealed interface TaskSpec {

  /** The name, unique in its study. */
  String name();

  /** A file, or a sample that is shipped, such as {@code sample:csqa}. */
  String data();

  /** How many items are asked, the first ones; 0: all. */
  int limit();

  /** The most tokens of an answer. */
  int maxTokens();

  /** How a study calls this kind of task, such as {@code multiple-choice}. */
  default String kind() {
    return Kind.of(this).label();
  }

  /** The names of all kinds. */
  static List<String> kinds() {
    return Arrays.stream(Kind.values()).map(Kind::label).toList();
  }

  /**
   * The names of the settings that a kind of task has, all of which may be left out.
   *
   * @throws InvalidSettingException if there is no such kind
   */
  static SortedSet<String> settings(String kind) {
    return new TreeSet<>(Kind.labelled(kind).settings());
  }

  /**
   * Makes a specification of texts, as a study has them.
   *
   * @param kind one of {@link #kinds()}
   * @param settings by name; what is left out has its default: {@code limit} 0 (all), {@code shots}
   *     0, {@code scoring} {@code generation}, {@code format} by the data's name, {@code
   *     max-tokens} by the kind
   * @throws InvalidSettingException naming the setting, its value and the legal range
   */
  static TaskSpec of(String kind, String name, String data, Map<String, String> settings) {
    return Kind.labelled(kind).spec(name, data, settings);
  }

  /**
   * Questions with labelled choices, one of which is right.
   *
   * @param shots how many questions of the data, the first ones, are shown with their answers
   *     before each other question, instead of being asked
   */
  record MultipleChoice(
      String name,
      String data,
      DataFormat format,
      Scoring scoring,
      int limit,
      int maxTokens,
      int shots)
      implements TaskSpec {

    /** Checks the ranges. */
    public MultipleChoice {
      check(name, data, limit, maxTokens);
      checkRange("shots", shots, 0, MOST_SHOTS);
    }
  }

  /**
   * Word problems of arithmetic, of which the last number of the answer counts (Cobbe et al. 2021).
   *
   * @param shots as of {@link MultipleChoice}
   */
  record Gsm8k(String name, String data, int limit, int maxTokens, int shots) implements TaskSpec {

    /** Checks the ranges. */
    public Gsm8k {
      check(name, data, limit, maxTokens);
      checkRange("shots", shots, 0, MOST_SHOTS);
    }
  }

  /** Java source code that is to be continued. */
  record JavaCompletion(String name, String data, int limit, int maxTokens) implements TaskSpec {

    /** Checks the ranges. */
    public JavaCompletion {
      check(name, data, limit, maxTokens);
    }
  }

  /** Texts that are to be continued, in any way that the target finds likely. */
  record FreeGeneration(String name, String data, int limit, int maxTokens) implements TaskSpec {

    /** Checks the ranges. */
    public FreeGeneration {
      check(name, data, limit, maxTokens);
    }
  }

  /** Texts that are to be continued with many seeds, for {@link NgramDistance}. */
  record Distribution(String name, String data, int limit, int maxTokens) implements TaskSpec {

    /** Checks the ranges. */
    public Distribution {
      check(name, data, limit, maxTokens);
    }
  }

  /** How a file of questions with choices is written. */
  enum DataFormat {
    /**
     * An object a line, as in CommonsenseQA (Talmor et al. 2019): {@code {"id", "answerKey",
     * "question": {"stem", "choices": [{"label", "text"}]}}}.
     */
    CSQA_JSONL("csqa-jsonl"),
    /** A row a question, as in MMLU (Hendrycks et al. 2021): question, A, B, C, D, answer. */
    MMLU_CSV("mmlu-csv");

    private final String label;

    DataFormat(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /** How choices are scored. */
  enum Scoring {
    /** By the letter that the answer names: score {@code correct}. */
    GENERATION("generation"),
    /**
     * By the choice whose text is the likeliest for the target: score {@code correctByLikelihood},
     * beside those of generation. It does not depend on how the answer was decoded, so it is the
     * same for all configurations: what the target can do if it need not speak.
     */
    LIKELIHOOD("likelihood");

    private final String label;

    Scoring(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /** The most questions that can be shown with their answers. */
  int MOST_SHOTS = 32;

  private static void check(String name, String data, int limit, int maxTokens) {
    if (!Pattern.matches("[A-Za-z0-9][A-Za-z0-9._-]*", name)) {
      throw new InvalidSettingException(
          "name",
          "name is '%s', expected letters, digits, '.', '_' and '-', the first a letter or digit"
              .formatted(name));
    }
    if (data.isBlank()) {
      throw new InvalidSettingException(
          "data", "data is '%s', expected a file or %s".formatted(data, DataSource.samples()));
    }
    checkRange("limit", limit, 0, Integer.MAX_VALUE);
    checkRange("max-tokens", maxTokens, 1, Integer.MAX_VALUE);
  }

  private static void checkRange(String setting, int value, int least, int most) {
    if (value < least || value > most) {
      throw new InvalidSettingException(
          setting, "%s is %s, expected %s".formatted(setting, value, Settings.range(least, most)));
    }
  }
}
