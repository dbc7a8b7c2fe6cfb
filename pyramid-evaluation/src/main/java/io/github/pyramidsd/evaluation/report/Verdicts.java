package io.github.pyramidsd.evaluation.report;

import io.github.pyramidsd.evaluation.report.Verdict.Tone;
import io.github.pyramidsd.evaluation.statistics.Contest;
import io.github.pyramidsd.evaluation.statistics.Contest.Standing;
import io.github.pyramidsd.evaluation.statistics.Difference;
import io.github.pyramidsd.evaluation.statistics.Instability;
import io.github.pyramidsd.evaluation.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the methods stand, and whether the findings of Byun et al. 2025 (arXiv 2510.12966) hold in
 * a study: that PSD_F is fast but unstable, and that PSD_A is steadier and a little faster than
 * FSD.
 */
final class Verdicts {

  static final String PSD_A = "psd-a";
  static final String PSD_F = "psd-f";
  private static final String FSD = "fsd";
  private static final String SD = "sd";
  private static final String PLAIN = "target";
  private static final String PSD_E = "psd-e";
  private static final String AUTO = "auto";

  /** PSD_F made 1.5 times the tokens per second of FSD there; “a little” is less than that. */
  private static final double A_LITTLE = 1.5;

  private static final String STANDING_RULE =
      "Faster (slower) if the 95 % interval of the ratio of tokens/s, paired by item and seed, lies"
          + " above (below) 1 and the sign-flip test over items says p < 0.05, corrected by Holm for"
          + " all pairs of methods in this list; otherwise inconclusive.";

  private final Contest contest;
  private final Instability instability;
  private final List<Standing> standings;

  Verdicts(Contest contest, Instability instability) {
    this.contest = contest;
    this.instability = instability;
    standings = contest.compare(List.of(PSD_A, PSD_F), List.of(FSD, SD, PLAIN, PSD_E, AUTO));
  }

  /** All verdicts: the findings first. */
  List<Verdict> all() {
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.add(fastButUnstable());
    verdicts.add(steadierAndALittleFaster());
    Stream.concat(
            standings.stream(), contest.compare(List.of(PSD_E, AUTO), List.of(SD, PLAIN)).stream())
        .map(this::verdict)
        .forEach(verdicts::add);
    return List.copyOf(verdicts);
  }

  private Verdict verdict(Standing s) {
    Tone tone = tone(s.speed());
    String outcome =
        switch (tone) {
          case YES -> "faster";
          case NO -> "slower";
          case OPEN -> "inconclusive";
        };
    String quality =
        s.quality().interval().isKnown()
            ? " Quality differs by %s%s.".formatted(Words.points(s.quality().interval()), shown(s))
            : "";
    return new Verdict(
        name(s.method()) + " against the others",
        outcome + (tone == Tone.OPEN ? " against " : " than ") + Words.method(s.other()),
        tone,
        "%s makes %s the tokens/s of %s, and an answer takes %s as long.%s"
            .formatted(
                name(s.method()),
                Words.times(s.speed().interval()),
                Words.method(s.other()),
                Words.times(s.timeToAnswer().interval()),
                quality),
        STANDING_RULE,
        configurations(s.method(), s.other()));
  }

  private static String shown(Standing s) {
    return s.quality().isShownAbove(0) || s.quality().isShownBelow(0)
        ? ", more than noise"
        : ", not more than noise can explain";
  }

  private static String name(String method) {
    String name = Words.method(method);
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  private Verdict fastButUnstable() {
    Interval spread = instability.ratio(PSD_F, FSD);
    Tone fast = faster(PSD_F, FSD).and(faster(PSD_F, SD));
    Tone unstable = above(spread, 1);
    return finding(
        "The paper: PSD_F is fast but unstable",
        fast.and(unstable),
        List.of(
            "Fast, " + word(fast) + ": " + speeds(PSD_F, List.of(FSD, SD)) + ".",
            "Unstable, " + word(unstable) + ": " + spreads(PSD_F, FSD, spread) + "."),
        "Holds if PSD_F is shown to be faster than FSD and than SD, and the whole 95 % interval of"
            + " the ratio of PSD_F's to FSD's spread over seeds lies above 1. Does not hold if the"
            + " opposite of any of these is shown. "
            + STANDING_RULE,
        List.of(PSD_F, FSD, SD));
  }

  private Verdict steadierAndALittleFaster() {
    Interval spread = instability.ratio(PSD_A, PSD_F);
    Tone steadier = below(spread, 1);
    Tone faster = faster(PSD_A, FSD);
    Interval ratio = find(PSD_A, FSD).map(s -> s.speed().interval()).orElse(Interval.UNKNOWN);
    Tone little = below(ratio, A_LITTLE);
    return finding(
        "The paper: PSD_A is steadier, and a little faster than FSD",
        steadier.and(faster).and(little),
        List.of(
            "Steadier, " + word(steadier) + ": " + spreads(PSD_A, PSD_F, spread) + ".",
            "Faster than FSD, " + word(faster) + ": " + speeds(PSD_A, List.of(FSD)) + ".",
            "By only a little, "
                + word(little)
                + ": the measure is the "
                + A_LITTLE
                + " times that PSD_F makes of FSD's tokens/s in the paper."),
        "Holds if the whole 95 % interval of the ratio of PSD_A's to PSD_F's spread over seeds lies"
            + " below 1, PSD_A is shown to be faster than FSD, and the whole interval of that ratio"
            + " lies below "
            + A_LITTLE
            + ". Does not hold if the opposite of any of these is shown. "
            + STANDING_RULE,
        List.of(PSD_A, PSD_F, FSD));
  }

  private Verdict finding(
      String claim, Tone tone, List<String> parts, String rule, List<String> methods) {
    List<String> missing = methods.stream().filter(method -> !contest.has(method)).toList();
    if (!missing.isEmpty()) {
      return new Verdict(
          claim,
          "not tested",
          Tone.OPEN,
          "The study has no runs of "
              + String.join(", ", missing.stream().map(Words::method).toList())
              + ".",
          rule,
          List.of());
    }
    String outcome =
        switch (tone) {
          case YES -> "holds here";
          case NO -> "does not hold here";
          case OPEN -> "inconclusive";
        };
    return new Verdict(
        claim,
        outcome,
        tone,
        String.join(" ", parts),
        rule,
        configurations(methods.toArray(String[]::new)));
  }

  private String speeds(String method, List<String> others) {
    return Words.method(method)
        + " makes "
        + String.join(
            " and ",
            others.stream()
                .flatMap(other -> find(method, other).stream())
                .map(
                    s ->
                        Words.times(s.speed().interval())
                            + " the tokens/s of "
                            + Words.method(s.other()))
                .toList());
  }

  private String spreads(String method, String other, Interval ratio) {
    return String.format(
        Locale.ROOT,
        "an item's quality varies with the seed by %s as much as with %s; the paper's ± (standard deviation of the seeds' means, a mean over the grid) is %.1f points for %s and %.1f for %s",
        ratio.isKnown() ? Words.times(ratio) : "an unknown ratio (none varies in one of them)",
        Words.method(other),
        100 * instability.seedDeviation(method),
        Words.method(method),
        100 * instability.seedDeviation(other),
        Words.method(other));
  }

  private Tone faster(String method, String other) {
    return find(method, other).map(s -> tone(s.speed())).orElse(Tone.OPEN);
  }

  private Optional<Standing> find(String method, String other) {
    return standings.stream()
        .filter(s -> s.method().equals(method) && s.other().equals(other))
        .findFirst();
  }

  private List<String> configurations(String... methods) {
    return Stream.of(methods).flatMap(m -> contest.chosen(m).stream()).distinct().toList();
  }

  private static Tone tone(Difference speed) {
    return speed.isShownAbove(1) ? Tone.YES : speed.isShownBelow(1) ? Tone.NO : Tone.OPEN;
  }

  private static Tone above(Interval interval, double value) {
    return interval.isAbove(value) ? Tone.YES : interval.isBelow(value) ? Tone.NO : Tone.OPEN;
  }

  private static Tone below(Interval interval, double value) {
    return interval.isBelow(value) ? Tone.YES : interval.isAbove(value) ? Tone.NO : Tone.OPEN;
  }

  private static String word(Tone tone) {
    return switch (tone) {
      case YES -> "shown";
      case NO -> "refuted";
      case OPEN -> "not shown";
    };
  }
}
