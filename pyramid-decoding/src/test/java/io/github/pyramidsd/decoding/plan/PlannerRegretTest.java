package io.github.pyramidsd.decoding.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.decoding.decode.AcceptanceRule;
import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.GenerationOptions;
import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.decode.Schedule;
import io.github.pyramidsd.decoding.decode.StopRule;
import io.github.pyramidsd.decoding.model.LanguageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a planner loses to the best fixed composition, found by trying all, on a simulated machine
 * that other work disturbs. Both are judged by what their passes would take undisturbed, which no
 * measurement can tell.
 */
class PlannerRegretTest {

  private static final int SEEDS = 16;

  /** Responses that are judged, after some that are not. */
  private record Run(int warmUp, int responses) {}

  private static final Run USUAL = new Run(3, 24);
  private static final Run YOUNG = new Run(1, 8); // what was measured cold still matters

  /** What passes over 1 to 16 tokens take, by those over one: as measured on AVX2. */
  private static final double[] WIDER = {
    1, 2.1, 2.1, 2.1, 3.3, 3.3, 3.3, 3.3, 4.6, 4.6, 4.6, 4.6, 5.8, 5.8, 5.8, 5.8
  };

  private static final double LOOKED_UP = 0.06; // how often something is, and is right

  /** Acceptances of the target with the draft, with the qualifier, and of these two. */
  record Agreements(double ofDraft, double ofQualifier, double ofBoth) {
    double[][] matrix() {
      return new double[][] {
        {}, {LOOKED_UP}, {LOOKED_UP, ofBoth}, {LOOKED_UP, ofDraft, ofQualifier}
      };
    }
  }

  private static final Agreements USELESS = new Agreements(0.2, 0.29, 0.3);
  private static final Agreements OF_DRAFT_ONLY = new Agreements(0.93, 0.29, 0.3);

  static List<Family> families() {
    return List.of(
        Family.of("very good draft", 0.0013, new Agreements(0.94, 0.96, 0.95)),
        Family.of("good draft", 0.0013, new Agreements(0.81, 0.88, 0.86)),
        Family.of("useless qualifier", 0.0013, new Agreements(0.76, 0.72, 0.78)),
        Family.of("qualifier costs as much as draft", 0.0033, new Agreements(0.84, 0.88, 0.86)),
        Family.of("useless draft", 0.0013, USELESS),
        new Family("becomes useless", 0.0013, OF_DRAFT_ONLY, USELESS),
        new Family("becomes good", 0.0013, USELESS, OF_DRAFT_ONLY));
  }

  /**
   * A draft, a qualifier and a target.
   *
   * @param draftSeconds of a pass over one token
   * @param first in the first half of each response
   * @param second in the second half
   */
  record Family(String name, double draftSeconds, Agreements first, Agreements second) {

    static Family of(String name, double draftSeconds, Agreements agreements) {
      return new Family(name, draftSeconds, agreements, agreements);
    }

    @Override
    public String toString() {
      return name;
    }

    private double seconds(int level) {
      return List.of(draftSeconds, 0.0033, 0.0082).get(level - 1);
    }

    /** The models' own estimates are wrong, as estimates are. */
    Pyramid pyramid() {
      LanguageModel[] models =
          IntStream.rangeClosed(1, 3)
              .mapToObj(level -> KnownLevels.model((_, n) -> estimate(seconds(level), n)))
              .toArray(LanguageModel[]::new);
      return Planner.levels(models).withLookup(1);
    }

    private static double estimate(double one, int tokens) {
      int rounded = (tokens + 3) / 4 * 4;
      return 0.6 * one * Math.max(1, 0.3 * rounded);
    }

    SimulatedDecoding on(SimulatedMachine machine, Pyramid pyramid, long seed) {
      return new SimulatedDecoding(
          pyramid, machine, this::passSeconds, first.matrix(), second.matrix(), seed);
    }

    private double passSeconds(int level, int tokens) {
      int widest = WIDER.length;
      return tokens <= widest
          ? seconds(level) * WIDER[tokens - 1]
          : seconds(level) * WIDER[widest - 1] * tokens / widest;
    }
  }

  @ParameterizedTest
  @MethodSource("families")
  void losesLittleToTheBestFixedComposition(Family family) {
    double plain = secondsOf(family, Composition.plain(3), 256, 1);
    double best = bestSeconds(family, 256, 200);
    double planned = secondsPlanned(family, 256, USUAL);
    assertThat(best / planned).as("of the best").isGreaterThan(0.97);
    assertThat(plain / planned).as("of plain decoding").isGreaterThan(0.98);
    double young = secondsPlanned(family, 256, YOUNG);
    assertThat(best / young).as("of the best, in a young process").isGreaterThan(0.96);
  }

  /** Nothing is spent on each response that only a longer one can make good. */
  @ParameterizedTest
  @MethodSource("families")
  void losesLittleInShortResponses(Family family) {
    double best = bestSeconds(family, 64, 800);
    assertThat(best / secondsPlanned(family, 64, USUAL)).isGreaterThan(0.96);
  }

  @Test
  void gainsFromTextThatChangesMoreThanAnythingFixed() {
    Family family = new Family("becomes useless", 0.0013, OF_DRAFT_ONLY, USELESS);
    double best = bestSeconds(family, 512, 100);
    assertThat(best / secondsPlanned(family, 512, USUAL)).isGreaterThan(1.04);
  }

  private static double bestSeconds(Family family, int tokens, int responses) {
    return compositions().stream()
        .mapToDouble(composition -> secondsOf(family, composition, tokens, responses))
        .min()
        .orElseThrow();
  }

  private static List<Composition> compositions() {
    List<Composition> compositions = new ArrayList<>();
    compositions.add(Composition.plain(3));
    for (int length : new int[] {1, 2, 3, 5, 7, 11, 15}) {
      compositions.add(new Composition(1, List.of(stage(3, length))));
      compositions.add(new Composition(2, List.of(stage(3, length))));
      for (int lower : new int[] {2, 3, 7}) {
        compositions.add(new Composition(1, List.of(stage(2, lower), stage(3, length))));
      }
    }
    return compositions;
  }

  private static Composition.Stage stage(int level, int length) {
    return new Composition.Stage(level, new AcceptanceRule.Exact(), length, StopRule.NEVER);
  }

  /** Undisturbed seconds a token. */
  private static double secondsOf(
      Family family, Composition composition, int tokens, int responses) {
    SimulatedMachine machine = new SimulatedMachine(1);
    SimulatedDecoding decoding = family.on(machine, family.pyramid(), 1);
    for (int i = 0; i < responses; i++) {
      decoding.respond(Schedule.of(composition), tokens);
    }
    return machine.undisturbedSeconds() / responses / tokens;
  }

  private static double secondsPlanned(Family family, int tokens, Run run) {
    double sum = 0;
    for (int seed = 1; seed <= SEEDS; seed++) {
      SimulatedMachine machine = new SimulatedMachine(seed);
      Pyramid pyramid = family.pyramid();
      SimulatedDecoding decoding = family.on(machine, pyramid, seed);
      Planner planner = new Planner(pyramid, true, machine);
      double warm = 0;
      for (int i = 0; i < run.warmUp + run.responses; i++) {
        warm = i == run.warmUp ? machine.undisturbedSeconds() : warm;
        decoding.respond(planner.schedule(GenerationOptions.DEFAULT.withMaxTokens(tokens)), tokens);
      }
      sum += machine.undisturbedSeconds() - warm;
    }
    return sum / SEEDS / run.responses / tokens;
  }
}
