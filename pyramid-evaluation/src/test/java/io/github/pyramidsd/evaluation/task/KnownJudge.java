package io.github.pyramidsd.evaluation.task;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A judge whose opinions are given: log-probabilities by text, and one greedy answer. Its tokens
 * are characters. It remembers the prompt that it was asked about last.
 */
final class KnownJudge implements Judge {

  private final Map<String, double[]> logs;
  private final List<Integer> greedy;
  String prompt = "";

  KnownJudge(Map<String, double[]> logs, Integer... greedy) {
    this.logs = logs;
    this.greedy = List.of(greedy);
  }

  @Override
  public double[] logProbabilities(String asked, List<Integer> continuation) {
    return logProbabilities(asked, text(continuation));
  }

  @Override
  public double[] logProbabilities(String asked, String continuation) {
    prompt = asked;
    double[] known = logs.get(continuation);
    if (known == null) {
      throw new IllegalArgumentException("nothing is known of '" + continuation + "'");
    }
    return known.clone();
  }

  @Override
  public List<Integer> greedy(String asked, int maxTokens) {
    prompt = asked;
    return greedy.subList(0, Math.min(greedy.size(), maxTokens));
  }

  @Override
  public List<Integer> tokens(String text) {
    return text.chars().boxed().toList();
  }

  @Override
  public String text(List<Integer> tokens) {
    StringBuilder text = new StringBuilder();
    tokens.forEach(token -> text.append((char) token.intValue()));
    return text.toString();
  }

  static Answer answer(String text, Integer... tokens) {
    return new Answer(text, Arrays.asList(tokens));
  }
}
