package io.github.pyramidsd.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.study.Configuration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {

  private static final Map<String, TaskScore> CORRECT =
      Map.of("task", new TaskScore("correct", false));

  @Test
  void rowHasTheMeansOfItsRuns() {
    List<RunResult> runs = new ArrayList<>();
    for (int item = 0; item < 4; item++) {
      for (long seed = 1; seed <= 2; seed++) {
        runs.add(Runs.run(Runs.PLAIN, "task", item, seed, 10, item % 2));
      }
    }
    ConfigurationSummary row = row(runs, List.of(Runs.PLAIN), "target");
    assertThat(row.runs()).isEqualTo(8);
    assertThat(row.items()).isEqualTo(4);
    assertThat(row.seeds()).isEqualTo(2);
    assertThat(row.mean(Metric.TOKENS_PER_SECOND).estimate()).isCloseTo(10, within(1e-9));
    assertThat(row.mean(Metric.TIME_TO_ANSWER).estimate()).isCloseTo(2, within(1e-9));
    assertThat(row.mean(Metric.TIME_TO_FIRST_TOKEN).estimate()).isCloseTo(1.1, within(1e-9));
    assertThat(row.mean(Metric.ANSWER_TOKENS).estimate()).isEqualTo(10);
    assertThat(row.mean(Metric.DEVIATION_BOUND).estimate()).isZero();
    assertThat(row.scores().get("correct")).extracting(e -> e.mean().estimate()).isEqualTo(0.5);
    assertThat(row.peakMemoryBytes()).isEqualTo(1003);
    assertThat(row.againstPlain()).isEmpty();
  }

  @Test
  void levelsAreSummedUpByHand() {
    List<RunResult> runs =
        List.of(
            Runs.run(
                Runs.SD, "task", 0, 1, 10, Map.of(), List.of(Runs.level("target", 5, 10, 5, 20))),
            Runs.run(
                Runs.SD,
                "task",
                1,
                1,
                10,
                Map.of(),
                List.of(Runs.level("target", 10, 30, 25, 60))));
    LevelSummary level = row(runs, List.of(Runs.SD), "sd").levels().getFirst();
    assertThat(level.model()).isEqualTo("model-target");
    assertThat(level.passesPerToken().estimate()).isEqualTo(0.75); // 15 of 20 tokens
    assertThat(level.tokensPerPass()).isEqualTo(2);
    assertThat(level.acceptance().estimate()).isEqualTo(0.75); // 30 of 40, not the mean of rates
    assertThat(level.entropy().estimate()).isEqualTo(1); // 80 nats in 80 predictions
    assertThat(level.verifiedAt()).containsExactly(40L, 4L);
    assertThat(level.acceptedAt()).containsExactly(30L, 2L);
    assertThat(level.entropyHistogram()).hasSize(40).containsOnly(2L);
    assertThat(level.deviation()).isEqualTo(0.25);
    assertThat(level.savedRejections()).isEqualTo(0.5);
    assertThat(level.secondsShare()).isEqualTo(1);
  }

  @Test
  void configurationIsComparedRunByRunWithPlainAndWithTheFastestSd() {
    Configuration slowSd = Runs.configuration("sd slow", Method.SD);
    List<RunResult> runs = new ArrayList<>();
    for (int item = 0; item < 8; item++) {
      double of = 1 + item; // items differ by far more than configurations
      runs.add(Runs.run(Runs.PLAIN, "task", item, 1, 10 * of, 1));
      runs.add(Runs.run(slowSd, "task", item, 1, 11 * of, 1));
      runs.add(Runs.run(Runs.SD, "task", item, 1, 20 * of, 1));
      runs.add(Runs.run(Runs.FSD, "task", item, 1, 30 * of, item < 6 ? 1 : 0));
    }
    Summary summary = Summary.of(runs, List.of(Runs.PLAIN, slowSd, Runs.SD, Runs.FSD), CORRECT);
    assertThat(summary.plain()).contains("target");
    assertThat(summary.speculative()).contains("sd");
    ConfigurationSummary fsd = summary.row("task", "fsd").orElseThrow();
    Comparison plain = fsd.againstPlain().orElseThrow();
    assertThat(plain.pairs()).isEqualTo(8);
    assertThat(plain.speed().interval().estimate()).isCloseTo(3, within(1e-9));
    assertThat(plain.speed().interval().low()).isCloseTo(3, within(1e-9)); // paired: no spread
    assertThat(plain.speed().pValue()).isEqualTo(2.0 / 256);
    assertThat(plain.speed().adjusted()).isEqualTo(3 * 2.0 / 256); // of three configurations
    assertThat(plain.speed().isShownAbove(1)).isTrue();
    assertThat(plain.score().interval().estimate()).isEqualTo(-0.25);
    assertThat(fsd.loss().estimate()).isEqualTo(0.25);
    assertThat(fsd.loss().low()).isLessThan(0.25);
    Comparison sd = fsd.againstSpeculative().orElseThrow();
    assertThat(sd.speed().interval().estimate()).isCloseTo(1.5, within(1e-9));
  }

  @Test
  void severalTasksAreTakenTogetherByQuality() {
    Map<String, TaskScore> scores = new LinkedHashMap<>();
    scores.put("a", new TaskScore("correct", false));
    scores.put("b", new TaskScore("perplexity", true));
    List<RunResult> runs = new ArrayList<>();
    for (int item = 0; item < 5; item++) {
      runs.add(Runs.run(Runs.PLAIN, "a", item, 1, 10, 1));
      runs.add(Runs.run(Runs.FSD, "a", item, 1, 10, 1));
      runs.add(Runs.run(Runs.PLAIN, "b", item, 1, 10, Map.of("perplexity", 4.0), List.of()));
      runs.add(Runs.run(Runs.FSD, "b", item, 1, 10, Map.of("perplexity", 5.0), List.of()));
    }
    Summary summary = Summary.of(runs, List.of(Runs.PLAIN, Runs.FSD), scores);
    assertThat(summary.tasks()).containsExactly("*", "a", "b");
    assertThat(loss(summary, "a")).isZero();
    assertThat(loss(summary, "b")).isCloseTo(0.25, within(1e-9)); // a quarter more is a loss
    assertThat(loss(summary, "*")).isCloseTo(0.125, within(1e-9));
  }

  @Test
  void bestLossyIsTheSoonestWithinTheLimitNotTheFastest() {
    Configuration chatty = Runs.configuration("fsd chatty", Method.FSD);
    Configuration wrong = Runs.configuration("fsd wrong", Method.FSD);
    List<RunResult> runs = new ArrayList<>();
    for (int item = 0; item < 10; item++) {
      runs.add(Runs.run(Runs.PLAIN, "task", item, 1, 10, 1));
      runs.add(Runs.run(Runs.SD, "task", item, 1, 20, 1));
      runs.add(Runs.run(Runs.FSD, "task", item, 1, 30, 1));
      runs.add(longer(Runs.run(chatty, "task", item, 1, 40, 1)));
      runs.add(Runs.run(wrong, "task", item, 1, 80, item < 9 ? 1 : 0));
    }
    Summary summary =
        Summary.of(runs, List.of(Runs.PLAIN, Runs.SD, Runs.FSD, chatty, wrong), CORRECT);
    Best best = Best.of(summary, "task", 0.02);
    assertThat(best.lossless().orElseThrow().label()).isEqualTo("sd");
    assertThat(best.lossy().orElseThrow().label()).isEqualTo("fsd");
    assertThat(best.lossyIsShown()).isTrue(); // the same answers in every pair
    assertThat(Best.of(summary, "task", 0.1).lossy().orElseThrow().label()).isEqualTo("fsd wrong");
    assertThat(Best.of(summary, "task", 0.1).lossyIsShown()).isFalse();
  }

  @Test
  void tasksAboutDistributionsHaveDistancesAndAFloor() {
    List<RunResult> runs = new ArrayList<>();
    for (long seed = 0; seed < 40; seed++) {
      runs.add(sample(Runs.PLAIN, seed, (int) seed % 2));
      runs.add(sample(Runs.SD, seed, (int) (seed / 2) % 2)); // the same law
      runs.add(sample(Runs.FSD, seed, 1)); // always the same
    }
    Summary summary =
        Summary.of(
            runs,
            List.of(Runs.PLAIN, Runs.SD, Runs.FSD),
            Map.of("task", TaskScore.ofDistribution()));
    Distance far = distance(summary, "fsd");
    assertThat(far.distance()).isCloseTo(0.5, within(1e-9));
    assertThat(far.pValue()).isLessThan(0.01);
    assertThat(far.excess()).isGreaterThan(0.3);
    Distance none = distance(summary, "sd");
    assertThat(none.distance()).isZero();
    assertThat(none.pValue()).isGreaterThan(0.5);
    assertThat(distance(summary, "target").plainAgainstPlain()).isTrue();
    assertThat(distance(summary, "target").distance()).isZero(); // halves have 10 of each, too
  }

  private static Distance distance(Summary summary, String label) {
    return summary.row("task", label).orElseThrow().distances().getFirst();
  }

  private static RunResult sample(Configuration configuration, long seed, int token) {
    RunResult run = Runs.run(configuration, "task", 0, seed, 10, 1);
    return with(run, run.secondsToAnswer(), Collections.nCopies(4, token));
  }

  private static RunResult longer(RunResult run) {
    return with(run, 3 * run.secondsToAnswer(), run.tokenIds());
  }

  private static RunResult with(RunResult run, double secondsToAnswer, List<Integer> tokenIds) {
    return new RunResult(
        run.key(),
        run.study(),
        run.promptTokens(),
        run.tokens(),
        run.finishReason(),
        run.promptSeconds(),
        run.seconds(),
        run.secondsToFirstToken(),
        secondsToAnswer,
        run.deviationBound(),
        run.scores(),
        run.levels(),
        run.peakMemoryBytes(),
        run.text(),
        tokenIds);
  }

  private static double loss(Summary summary, String task) {
    return summary.row(task, "fsd").orElseThrow().loss().estimate();
  }

  private static ConfigurationSummary row(
      List<RunResult> runs, List<Configuration> configurations, String label) {
    return Summary.of(runs, configurations, CORRECT).row("task", label).orElseThrow();
  }
}
