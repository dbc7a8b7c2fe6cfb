package io.github.pyramidsd.evaluation.task;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A judge that asks the target itself. What depends on the items alone (greedy answers, the
 * probabilities of given texts) is computed once and kept.
 *
 * <p>It holds one context of the model, as long as the longest text that it was asked about, and
 * goes back in it to where a text parts from the one before: after the same prompt, a text costs
 * its own tokens only. Closing gives back that context; the model stays the caller's and is closed
 * after its judge. It may be used by several threads, which take turns.
 */
public final class TargetJudge implements Judge, AutoCloseable {

  private record Start(String prompt, int maxTokens) {}

  private record Given(String prompt, String continuation) {}

  private final LanguageModel target;
  private final Function<String, int[]> encoder;
  private final JudgeContext context;
  private final Map<Start, List<Integer>> greedy = new HashMap<>();
  private final Map<Given, double[]> given = new HashMap<>();

  /** A judge that asks a model, to which names of special tokens in prompts are text. */
  public TargetJudge(LanguageModel target) {
    this(target, target.vocabulary()::encodePrompt);
  }

  /**
   * A judge that asks a model.
   *
   * @param encoder turns prompts into tokens, as they were for the answers
   */
  public TargetJudge(LanguageModel target, Function<String, int[]> encoder) {
    this.target = target;
    this.encoder = encoder;
    this.context = new JudgeContext(target);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the prompt has no tokens, a token is not the target's, or
   *     both do not fit the target's context
   */
  @Override
  public synchronized double[] logProbabilities(String prompt, List<Integer> continuation) {
    return context.logProbabilities(
        encoder.apply(prompt), continuation.stream().mapToInt(Integer::intValue).toArray());
  }

  /** {@inheritDoc} The text is split into tokens by itself, as an answer is. */
  @Override
  public synchronized double[] logProbabilities(String prompt, String continuation) {
    return given
        .computeIfAbsent(
            new Given(prompt, continuation), key -> logProbabilities(prompt, tokens(continuation)))
        .clone();
  }

  @Override
  public synchronized List<Integer> greedy(String prompt, int maxTokens) {
    return greedy.computeIfAbsent(
        new Start(prompt, maxTokens),
        key ->
            Arrays.stream(
                    Decoder.of(target)
                        .method(Method.TARGET)
                        .build()
                        .generate(prompt, GenerateOptions.builder().maxTokens(maxTokens).build())
                        .tokens())
                .boxed()
                .toList());
  }

  @Override
  public List<Integer> tokens(String text) {
    return Arrays.stream(target.vocabulary().encode(text, false)).boxed().toList();
  }

  @Override
  public String text(List<Integer> tokens) {
    Vocabulary vocabulary = target.vocabulary();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int token : tokens) {
      if (!vocabulary.isSpecial(token)) { // these add nothing to a text
        bytes.writeBytes(vocabulary.bytes(token));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Gives back the context. */
  @Override
  public synchronized void close() {
    context.close();
  }
}
