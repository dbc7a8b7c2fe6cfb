package io.github.pyramidsd.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Method.Knobs;
import io.github.pyramidsd.evaluation.report.Verdict.Tone;
import io.github.pyramidsd.evaluation.result.RunKey;
import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.statistics.Contest;
import io.github.pyramidsd.evaluation.statistics.Instability;
import io.github.pyramidsd.evaluation.statistics.TaskScore;
import io.github.pyramidsd.evaluation.study.Claim;
import io.github.pyramidsd.evaluation.study.Configuration;
import io.github.pyramidsd.evaluation.study.StudyReader;
import io.github.pyramidsd.evaluation.study.StudySource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Studies in which the paper's findings hold by construction, do not, or cannot be seen. */
class VerdictsTest {

  private final Random random = new Random(10);
  private final List<Configuration> configurations = new ArrayList<>();
  private final List<RunResult> runs = new ArrayList<>();

  @Test
  void findingsThatHoldAreFound() {
    method(Method.TARGET, 30, 0.1);
    method(Method.SD, 65, 0.1);
    method(Method.FSD, 83, 0.1);
    method(Method.PSD_A, 93, 0.1);
    method(Method.PSD_F, 124, 0.3);
    List<Verdict> verdicts = verdicts(1);
    assertThat(verdicts.get(0).outcome()).isEqualTo("holds here");
    assertThat(verdicts.get(0).sentence())
        .contains("Fast, shown")
        .contains("PSD_F makes 1.50 times (95 % CI 1.44 to 1.56) the tokens/s of FSD")
        .contains("Unstable, shown");
    assertThat(verdicts.get(1).outcome()).isEqualTo("holds here");
    assertThat(verdicts.get(1).configurations()).containsExactly("psd-a", "psd-f", "fsd");
    assertThat(verdicts)
        .filteredOn(v -> v.group().startsWith("PSD_A"))
        .extracting(Verdict::outcome)
        .containsExactly("faster than FSD", "faster than SD", "faster than plain decoding");
  }

  @Test
  void findingsThatDoNotHoldAreRefuted() {
    method(Method.TARGET, 30, 0.1);
    method(Method.SD, 65, 0.1);
    method(Method.FSD, 83, 0.3);
    method(Method.PSD_A, 70, 0.3);
    method(Method.PSD_F, 75, 0.1);
    List<Verdict> verdicts = verdicts(1);
    assertThat(verdicts.get(0).outcome()).isEqualTo("does not hold here");
    assertThat(verdicts.get(1).outcome()).isEqualTo("does not hold here");
    assertThat(verdicts.get(1).sentence())
        .contains("Steadier, refuted")
        .contains("Faster than FSD, refuted");
  }

  @Test
  void tooFastIsNotALittle() {
    method(Method.TARGET, 30, 0.1);
    method(Method.FSD, 40, 0.1);
    method(Method.PSD_A, 93, 0.1);
    method(Method.PSD_F, 124, 0.3);
    assertThat(verdicts(1).get(1).sentence()).contains("By only a little, refuted");
  }

  @Test
  void noDifferenceIsInconclusive() {
    for (Method method : Method.values()) {
      method(method, 50, 0.2);
    }
    List<Verdict> verdicts = verdicts(1);
    assertThat(verdicts).extracting(Verdict::tone).containsOnly(Tone.OPEN);
    assertThat(verdicts.get(0).outcome()).isEqualTo("inconclusive");
  }

  @Test
  void findingWithoutItsMethodsIsNotTested() {
    method(Method.TARGET, 30, 0.1);
    method(Method.PSD_F, 124, 0.3);
    Verdict verdict = verdicts(1).getFirst();
    assertThat(verdict.outcome()).isEqualTo("not tested");
    assertThat(verdict.sentence()).isEqualTo("The study has no runs of FSD, SD.");
  }

  private List<Verdict> verdicts(double qualityLoss) {
    Map<String, TaskScore> scores = Map.of("task", new TaskScore("score", false));
    return new Verdicts(
            new Contest(runs, configurations, scores, qualityLoss),
            new Instability(runs, configurations, scores),
            claims())
        .all();
  }

  /** What the study of the paper claims. */
  private static List<Claim> claims() {
    Path file = Path.of("..", "studies", "embedded.yaml").toAbsolutePath();
    try {
      return StudyReader.read(StudySource.of(file)).claims();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** 24 items, 3 seeds; quality is 0.5 with a spread over seeds. */
  private void method(Method method, double speed, double spread) {
    String label = method.label();
    configurations.add(
        new Configuration(label, Optional.of(method), Knobs.DEFAULT, Double.POSITIVE_INFINITY, 0));
    for (int item = 0; item < 24; item++) {
      for (long seed = 1; seed <= 3; seed++) {
        double seconds = 100 / speed * Math.exp(0.1 * random.nextGaussian());
        double score = Math.clamp(0.5 + spread * random.nextGaussian(), 0.0, 1.0);
        runs.add(
            new RunResult(
                new RunKey(label, "task", "item-" + item, seed),
                "digest",
                10,
                100,
                "length",
                0.1,
                seconds,
                0.1,
                0.1 + seconds,
                0.0,
                Map.of("score", score),
                List.of(),
                0,
                "",
                List.of()));
      }
    }
  }
}
