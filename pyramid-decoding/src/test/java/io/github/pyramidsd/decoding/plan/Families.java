package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.AcceptanceRule;
import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.StopRule;
import java.util.ArrayList;
import java.util.List;

/** Families of a lookup, a draft, a qualifier and a target, and what passes of them cost. */
final class Families {

  static final List<Measurements.Level> LEVELS =
      List.of(
          new Measurements.Level("lookup", false),
          new Measurements.Level("draft", true),
          new Measurements.Level("qualifier", true),
          new Measurements.Level("target", true));

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

  static final List<Family> ALL =
      List.of(
          Family.of("very good draft", 0.0013, new Agreements(0.94, 0.96, 0.95)),
          Family.of("good draft", 0.0013, new Agreements(0.81, 0.88, 0.86)),
          Family.of("useless qualifier", 0.0013, new Agreements(0.76, 0.72, 0.78)),
          Family.of("qualifier costs as much as draft", 0.0033, new Agreements(0.84, 0.88, 0.86)),
          Family.of("useless draft", 0.0013, USELESS),
          new Family("becomes useless", 0.0013, OF_DRAFT_ONLY, USELESS),
          new Family("becomes good", 0.0013, USELESS, OF_DRAFT_ONLY));

  static Family named(String name) {
    return ALL.stream().filter(family -> family.name().equals(name)).findFirst().orElseThrow();
  }

  /** What passes over 1, 2, … tokens take, by those over one. */
  @SuppressWarnings("ImmutableEnumChecker") // made once, changed by none
  enum Machine {
    /** Kernels that take tokens by fours: as measured on AVX2. */
    BY_FOURS(1, 2.1, 2.1, 2.1, 3.3, 3.3, 3.3, 3.3, 4.6, 4.6, 4.6, 4.6, 5.8, 5.8, 5.8, 5.8),
    /** A pass over 8 tokens takes half as long again. */
    CHEAP(
        1, 1.05, 1.125, 1.2, 1.275, 1.35, 1.425, 1.5, 1.575, 1.65, 1.725, 1.8, 1.875, 1.95, 2.025,
        2.1),
    /** Two tokens take no longer than one, more soon do. */
    TWO_FOR_ONE(
        1, 1, 1.175, 1.35, 1.6375, 1.925, 2.2125, 2.5, 2.7875, 3.075, 3.3625, 3.65, 3.9375, 4.225,
        4.5125, 4.8),
    /** Each token takes as long. */
    LINEAR(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);

    private final double[] wider;

    Machine(double... wider) {
      this.wider = wider;
    }

    double factor(int tokens) {
      int widest = wider.length;
      return tokens <= widest ? wider[tokens - 1] : wider[widest - 1] * tokens / widest;
    }
  }

  /**
   * A lookup, a draft, a qualifier and a target.
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

    double seconds(int level) {
      return List.of(draftSeconds, 0.0033, 0.0082).get(level - 1);
    }

    SimulatedDecoding on(SimulatedMachine machine, Machine costs, long seed) {
      return new SimulatedDecoding(
          LEVELS,
          machine,
          (level, tokens) -> seconds(level) * costs.factor(tokens),
          first.matrix(),
          second.matrix(),
          seed);
    }
  }

  /** Responses that are judged, after some that are not. */
  record Run(int warmUp, int responses, int tokens) {}

  private Families() {}

  /** Undisturbed seconds a token with a planner, by seed. */
  static double[] planned(Family family, Machine costs, Run run, double budget, int seeds) {
    double[] seconds = new double[seeds];
    for (int seed = 1; seed <= seeds; seed++) {
      SimulatedMachine machine = new SimulatedMachine(seed);
      SimulatedDecoding decoding = family.on(machine, costs, seed).withBudget(budget);
      Measurements measurements = new Measurements(LEVELS);
      double warm = 0;
      for (int i = 0; i < run.warmUp + run.responses; i++) {
        warm = i == run.warmUp ? machine.undisturbedSeconds() : warm;
        decoding.respond(new AutoSchedule(measurements, "", run.tokens, budget, false), run.tokens);
      }
      seconds[seed - 1] = (machine.undisturbedSeconds() - warm) / run.responses / run.tokens;
    }
    return seconds;
  }

  /** Undisturbed seconds a token with a fixed composition. */
  static double fixed(
      Family family, Machine costs, Composition composition, int tokens, int responses) {
    SimulatedMachine machine = new SimulatedMachine(1);
    SimulatedDecoding decoding = family.on(machine, costs, 1);
    for (int i = 0; i < responses; i++) {
      decoding.respond(new SimulatedDecoding.Fixed(composition), tokens);
    }
    return machine.undisturbedSeconds() / responses / tokens;
  }

  /** The least of these of all compositions. */
  static double best(Family family, Machine costs, int tokens, int responses) {
    return compositions().stream()
        .mapToDouble(composition -> fixed(family, costs, composition, tokens, responses))
        .min()
        .orElseThrow();
  }

  private static List<Composition> compositions() {
    List<Composition> all = new ArrayList<>();
    all.add(Composition.plain(3));
    for (int length : new int[] {1, 2, 3, 5, 7, 11, 15}) {
      all.add(new Composition(1, List.of(stage(3, length))));
      all.add(new Composition(2, List.of(stage(3, length))));
      for (int lower : new int[] {2, 3, 7}) {
        all.add(new Composition(1, List.of(stage(2, lower), stage(3, length))));
      }
    }
    return all;
  }

  static Composition.Stage stage(int level, int length) {
    return new Composition.Stage(level, new AcceptanceRule.Exact(), length, StopRule.NEVER);
  }
}
