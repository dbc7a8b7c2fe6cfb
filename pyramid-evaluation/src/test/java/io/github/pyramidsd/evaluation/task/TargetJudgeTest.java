package io.github.pyramidsd.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Session;
import io.github.pyramidsd.engine.Engine;
import io.github.pyramidsd.engine.Engine.KernelChoice;
import io.github.pyramidsd.models.EmbeddedFamily;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetJudgeTest {

  private static final Map<Character, Map<Character, Double>> LAWS =
      Map.of(
          'a', Map.of('b', 0.75, 'c', 0.25),
          'b', Map.of('a', 0.5, 'd', 0.3, (char) LetterModel.END, 0.2),
          'c', Map.of('c', 0.9, 'a', 0.1),
          'x', Map.of('a', 1.0),
          'd', Map.of((char) LetterModel.END, 0.6, 'a', 0.4));

  private final LetterModel model = new LetterModel(1000, LAWS);
  private final TargetJudge judge = new TargetJudge(model);

  @Test
  void logProbabilitiesAreThoseOfTheModelsLaw() {
    assertThat(judge.logProbabilities("xa", "bac"))
        .usingComparatorWithPrecision(1e-6)
        .containsExactly(Math.log(0.75), Math.log(0.5), Math.log(0.25));
    assertThat(judge.logProbabilities("xa", List.of((int) 'b', (int) 'd')))
        .usingComparatorWithPrecision(1e-6)
        .containsExactly(Math.log(0.75), Math.log(0.3));
  }

  @Test
  void whatCannotFollowHasTheLogarithmOfZero() {
    assertThat(judge.logProbabilities("x", "b")).containsExactly(Double.NEGATIVE_INFINITY);
  }

  @Test
  void nothingHasNoProbabilitiesAndCostsNoPass() {
    assertThat(judge.logProbabilities("xa", "")).isEmpty();
    assertThat(model.forwarded).isZero();
  }

  @Test
  void whatWasAskedBeforeChangesNoAnswer() {
    List<List<String>> questions =
        List.of(
            List.of("xab", "aba"),
            List.of("xab", "da"),
            List.of("xa", "b"),
            List.of("xabab", "a"),
            List.of("c".repeat(400), "ca"),
            List.of("xab", "abab"));
    for (List<String> question : questions) {
      List<Integer> continuation = judge.tokens(question.getLast());
      try (TargetJudge fresh = new TargetJudge(model)) {
        assertThat(judge.logProbabilities(question.getFirst(), continuation))
            .as("%s", question)
            .isEqualTo(fresh.logProbabilities(question.getFirst(), continuation));
      }
    }
  }

  @Test
  void afterTheSamePromptATextCostsItsOwnTokensOnly() {
    String prompt = "x" + "ab".repeat(50);
    assertThat(judge.logProbabilities(prompt, "abab")).hasSize(4);
    assertThat(model.forwarded).isEqualTo(101 + 3);
    assertThat(judge.logProbabilities(prompt, "dab")).hasSize(3);
    assertThat(model.forwarded).as("the prompt's last token and two").isEqualTo(104 + 3);
    assertThat(model.sessions).isEqualTo(1);
  }

  @Test
  void aGivenTextIsScoredOnce() {
    double[] first = judge.logProbabilities("xa", "bab");
    int forwarded = model.forwarded;
    first[0] = 7; // the caller's own
    assertThat(judge.logProbabilities("xa", "bab")[0]).isCloseTo(Math.log(0.75), within(1e-6));
    assertThat(model.forwarded).isEqualTo(forwarded);
  }

  @Test
  void greedyAnswersAreThoseOfPlainDecodingAndMadeOnce() {
    assertThat(judge.text(judge.greedy("x", 5))).isEqualTo("ababa");
    int sessions = model.sessions;
    assertThat(judge.text(judge.greedy("x", 5))).isEqualTo("ababa");
    assertThat(model.sessions).isEqualTo(sessions);
    assertThat(judge.text(judge.greedy("x", 2))).as("another limit").isEqualTo("ab");
    assertThat(judge.greedy("xabd", 5)).as("the end is no part of it").isEmpty();
  }

  @Test
  void textIsThatOfTheTokensWithoutSpecialOnes() {
    assertThat(judge.text(judge.tokens("d a,b"))).isEqualTo("d a,b");
    assertThat(judge.text(List.of((int) 'a', LetterModel.END, (int) 'b'))).isEqualTo("ab");
  }

  @Test
  void theContextGrowsUpToTheModelsAndNoFurther() {
    String longest = "c".repeat(1000);
    assertThat(judge.logProbabilities("a", "c".repeat(300))).hasSize(300);
    assertThat(judge.logProbabilities(longest, "c")).hasSize(1);
    assertThat(model.open).isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> judge.logProbabilities(longest, "cc"))
        .withMessageContaining("1000 and 2 tokens")
        .withMessageContaining("at most 1001 together, the context of letters");
  }

  @Test
  void whatTheModelCannotReadIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> judge.logProbabilities("", "a"))
        .withMessageContaining("0 and 1 tokens, expected 1 or more of the prompt");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> judge.logProbabilities("x", List.of((int) 'a', 128)))
        .withMessage("token 1 of the continuation is 128, expected 0 to 127, the ids of letters");
    assertThat(judge.logProbabilities("x", "a")[0]).as("and nothing else").isZero();
  }

  @Test
  void closingGivesBackEveryContext() {
    assertThat(judge.logProbabilities("x", "a")).hasSize(1);
    assertThat(judge.greedy("x", 3)).hasSize(3);
    judge.close();
    assertThat(model.open).isZero();
    judge.close();
    assertThat(model.open).isZero();
  }

  /** The engine's logits do not depend on batches, so these are equal to the last bit. */
  @Test
  void aRealModelIsJudgedAsIfTokenByToken() throws IOException {
    String prompt = "public final class Range {\n";
    try (Engine engine = Engine.start(1, KernelChoice.AUTO);
        LanguageModel target = EmbeddedFamily.JAVA.target(engine);
        TargetJudge real = new TargetJudge(target)) {
      List<Integer> greedy = real.greedy(prompt, 24);
      Decoder plain = Decoder.of(target).method(Method.TARGET).build();
      assertThat(greedy.stream().mapToInt(Integer::intValue).toArray())
          .isEqualTo(
              plain.generate(prompt, GenerateOptions.builder().maxTokens(24).build()).tokens());
      double[] logs = real.logProbabilities(prompt, greedy);
      double[] again = real.logProbabilities(prompt, greedy.subList(0, 7));
      double[] single = tokenByToken(target, prompt, greedy);
      assertThat(logs).usingComparatorWithPrecision(1e-9).containsExactly(single);
      assertThat(again).isEqualTo(Arrays.copyOf(logs, 7));
    }
  }

  /** A token of an earlier question that stayed in the context would show here. */
  @Test
  void aRealModelForgetsWhatItWasAskedBefore() throws IOException {
    String[][] questions = {
      {"int size = list.size();\n", "return size;"},
      {"int size = list.size();\n", "return list;"},
      {"int size = list.length;\n", "return size;"},
      {"int size", " = 1;"},
      {"int size = list.size();\n", "break;"}
    };
    try (Engine engine = Engine.start(1, KernelChoice.AUTO);
        LanguageModel target = EmbeddedFamily.JAVA.target(engine);
        TargetJudge used = new TargetJudge(target)) {
      for (String[] question : questions) {
        try (TargetJudge fresh = new TargetJudge(target)) {
          assertThat(used.logProbabilities(question[0], question[1]))
              .as("%s%s", question[0], question[1])
              .isEqualTo(fresh.logProbabilities(question[0], question[1]));
        }
      }
    }
  }

  private static double[] tokenByToken(LanguageModel model, String prompt, List<Integer> answer) {
    int size = model.vocabulary().size();
    int[] ids = model.vocabulary().encodePrompt(prompt);
    float[] logits = new float[size];
    double[] logs = new double[answer.size()];
    try (Session session = model.newSession(ids.length + answer.size())) {
      session.append(ids, 0, ids.length, 1, logits);
      for (int i = 0; i < logs.length; i++) {
        double sum = 0;
        for (float logit : logits) {
          sum += Math.exp(logit);
        }
        logs[i] = logits[answer.get(i)] - Math.log(sum);
        session.append(new int[] {answer.get(i)}, 0, 1, 1, logits);
      }
    }
    return logs;
  }
}
