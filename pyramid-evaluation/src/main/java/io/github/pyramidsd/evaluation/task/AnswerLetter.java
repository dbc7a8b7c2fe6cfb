package io.github.pyramidsd.evaluation.task;

import io.github.pyramidsd.evaluation.task.Question.Choice;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds which choice an answer in words names. The first of these that there is counts:
 *
 * <ol>
 *   <li>a first line that is a letter and nothing else, such as {@code b} or {@code (B).}
 *   <li>a letter after "answer is" or "answer:"
 *   <li>a capital that is a word of its own; A and I, which are also words, only with a full stop,
 *       colon, bracket or nothing after them
 *   <li>the text of one choice, if it is the only one whose text occurs
 * </ol>
 *
 * <p>A letter that no choice has is none.
 */
final class AnswerLetter {

  private static final Pattern ALONE = Pattern.compile("[(\\[\"'*]*([A-Za-z])[)\\]\"'*.:,]*");
  private static final Pattern STATED =
      Pattern.compile("(?i:\\banswer(?:\\s+is|\\s*[:=]))\\s*[:(\\[\"'*]*([A-Z])(?![\\w'’])");
  private static final Pattern CAPITAL = Pattern.compile("(?<![\\w'’])([A-Z])(?![\\w'’])");
  private static final String WORDS = "AI";
  private static final String MARKS = ".:)]";

  private AnswerLetter() {}

  /** The label of the choice that an answer names; empty if it names none. */
  static Optional<String> find(String answer, Question question) {
    return alone(answer, question)
        .or(() -> stated(answer, question))
        .or(() -> capital(answer, question))
        .or(() -> text(answer, question.choices()));
  }

  private static Optional<String> alone(String answer, Question question) {
    Matcher matcher = ALONE.matcher(answer.strip().lines().findFirst().orElse("").strip());
    return Optional.of(matcher)
        .filter(Matcher::matches)
        .map(m -> m.group(1).toUpperCase(Locale.ROOT))
        .filter(question.labels()::contains);
  }

  private static Optional<String> stated(String answer, Question question) {
    return STATED
        .matcher(answer)
        .results()
        .map(found -> found.group(1))
        .filter(question.labels()::contains)
        .findFirst();
  }

  private static Optional<String> capital(String answer, Question question) {
    return CAPITAL
        .matcher(answer)
        .results()
        .filter(found -> !WORDS.contains(found.group(1)) || isMarked(answer, found.end()))
        .map(found -> found.group(1))
        .filter(question.labels()::contains)
        .findFirst();
  }

  private static boolean isMarked(String answer, int end) {
    return end == answer.length() || MARKS.indexOf(answer.charAt(end)) >= 0;
  }

  private static Optional<String> text(String answer, List<Choice> choices) {
    List<String> named =
        choices.stream().filter(c -> occurs(c.text(), answer)).map(Choice::label).toList();
    return named.size() == 1 ? Optional.of(named.getFirst()) : Optional.empty();
  }

  private static boolean occurs(String text, String answer) {
    String words = "(?<!\\w)" + Pattern.quote(text) + "(?!\\w)";
    return Pattern.compile(words, Pattern.CASE_INSENSITIVE).matcher(answer).find();
  }
}
