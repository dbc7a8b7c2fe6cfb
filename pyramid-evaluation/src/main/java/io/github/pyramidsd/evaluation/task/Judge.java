package io.github.pyramidsd.evaluation.task;

import java.util.List;

/** What the target says of texts, without any speculation. */
public interface Judge {

  /**
   * The logarithm (natural) of the probability of each token of a continuation, given the prompt
   * and the tokens before it, at temperature 1 and without truncation.
   *
   * @param prompt as {@link Item#prompt()}
   * @param continuation token ids
   * @return (tokens)
   */
  double[] logProbabilities(String prompt, List<Integer> continuation);

  /** The same, of a text. */
  double[] logProbabilities(String prompt, String continuation);

  /**
   * The target's own greedy answer, decoded plainly; kept, so that it is made once for an item.
   *
   * @param maxTokens the most tokens of it
   */
  List<Integer> greedy(String prompt, int maxTokens);

  /** The tokens of a text that is not the start of a prompt. */
  List<Integer> tokens(String text);

  /** The text of tokens. */
  String text(List<Integer> tokens);
}
