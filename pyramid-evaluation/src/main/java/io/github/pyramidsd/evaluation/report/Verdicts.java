package io.github.pyramidsd.evaluation.report;

import io.github.pyramidsd.evaluation.report.Verdict.Tone;
import io.github.pyramidsd.evaluation.statistics.Contest;
import io.github.pyramidsd.evaluation.statistics.Contest.Standing;
import io.github.pyramidsd.evaluation.statistics.Difference;
import io.github.pyramidsd.evaluation.statistics.Instability;
import io.github.pyramidsd.evaluation.statistics.Interval;
import io.github.pyramidsd.evaluation.study.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the methods stand, and whether what a study claims of them holds. */
final class Verdicts {

  private static final List<String> LOSSY = List.of("psd-a", "psd-f");
  private static final List<String> LOSSLESS = List.of("psd-e", "auto");
  private static final List<String> BASELINES = List.of("fsd", "sd", "target", "psd-e", "auto");

  private static final String STANDING_RULE =
      "Faster (slower) if the 95 % interval of the ratio of tokens/s, paired by item and seed, lies"
          + " above (below) 1 and the sign-flip test over items says p < 0.05, corrected by Holm for"
          + " all pairs of methods in this list; otherwise inconclusive.";

  private final Contest contest;
  private final Instability instability;
  private final List<Claim> claims;
  private final List<Standing> claimed;

  Verdicts(Contest contest, Instability instability, List<Claim> claims) {
    this.contest = contest;
    this.instability = instability;
    this.claims = claims;
    List<Claim.Part> parts =
        claims.stream()
            .flatMap(claim -> claim.parts().stream())
            .filter(part -> part.measure() == Claim.Measure.SPEED)
            .toList();
    claimed =
        contest.compare(
            parts.stream().map(Claim.Part::of).distinct().toList(),
            parts.stream().flatMap(part -> part.to().stream()).distinct().toList());
  }

  /** All verdicts: the claims first. */
  List<Verdict> all() {
    List<Verdict> verdicts = new ArrayList<>();
    claims.stream().map(this::verdict).forEach(verdicts::add);
    Stream.concat(
            contest.compare(LOSSY, BASELINES).stream(),
            contest.compare(LOSSLESS, List.of("sd", "target")).stream())
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

  private Verdict verdict(Claim claim) {
    String rule =
        "Holds if %s. Does not hold if the opposite of any of these is shown. %s"
            .formatted(
                String.join(", and ", claim.parts().stream().map(Verdicts::rule).toList()),
                STANDING_RULE);
    List<String> missing = claim.methods().stream().filter(method -> !contest.has(method)).toList();
    if (!missing.isEmpty()) {
      return new Verdict(
          claim.claim(),
          "not tested",
          Tone.OPEN,
          "The study has no runs of "
              + String.join(", ", missing.stream().map(Words::method).toList())
              + ".",
          rule,
          List.of());
    }
    Tone tone = claim.parts().stream().map(this::tone).reduce(Tone.YES, Tone::and);
    String outcome =
        switch (tone) {
          case YES -> "holds here";
          case NO -> "does not hold here";
          case OPEN -> "inconclusive";
        };
    return new Verdict(
        claim.claim(),
        outcome,
        tone,
        String.join(" ", claim.parts().stream().map(this::sentence).toList()),
        rule,
        configurations(claim.methods().toArray(String[]::new)));
  }

  private static String rule(Claim.Part part) {
    String others = String.join(" and of ", part.to().stream().map(Words::method).toList());
    String side = part.above() ? "above " : "below ";
    return isFaster(part)
        ? "%s is shown to be faster than %s".formatted(Words.method(part.of()), others)
        : "the whole 95 %% interval of the ratio of %s's %s to that of %s lies %s%s"
            .formatted(
                Words.method(part.of()), measure(part.measure()), others, side, part.value());
  }

  private static String measure(Claim.Measure measure) {
    return switch (measure) {
      case SPEED -> "tokens/s";
      case SPREAD -> "spread over seeds";
    };
  }

  /** The plain question, which the test that is corrected for many comparisons answers. */
  private static boolean isFaster(Claim.Part part) {
    return part.measure() == Claim.Measure.SPEED && part.above() && part.value() == 1;
  }

  private Tone tone(Claim.Part part) {
    return part.to().stream().map(other -> tone(part, other)).reduce(Tone.YES, Tone::and);
  }

  private Tone tone(Claim.Part part, String other) {
    if (isFaster(part)) {
      return find(part.of(), other).map(s -> tone(s.speed())).orElse(Tone.OPEN);
    }
    Interval ratio =
        switch (part.measure()) {
          case SPEED ->
              find(part.of(), other).map(s -> s.speed().interval()).orElse(Interval.UNKNOWN);
          case SPREAD -> instability.ratio(part.of(), other);
        };
    return part.above() ? above(ratio, part.value()) : below(ratio, part.value());
  }

  private String sentence(Claim.Part part) {
    String figures =
        switch (part.measure()) {
          case SPEED -> speeds(part.of(), part.to());
          case SPREAD ->
              String.join(
                  "; ",
                  part.to().stream()
                      .map(other -> spreads(part.of(), other, instability.ratio(part.of(), other)))
                      .toList());
        };
    String note = part.note().isEmpty() ? "" : "; " + part.note();
    return "%s, %s: %s%s.".formatted(part.says(), word(tone(part)), figures, note);
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
    return "an item's quality varies with the seed by %s as much as with %s; the standard deviation of the seeds' means, a mean over the grid, is %.1f points for %s and %.1f for %s"
        .formatted(
            ratio.isKnown() ? Words.times(ratio) : "an unknown ratio (none varies in one of them)",
            Words.method(other),
            100 * instability.seedDeviation(method),
            Words.method(method),
            100 * instability.seedDeviation(other),
            Words.method(other));
  }

  private Optional<Standing> find(String method, String other) {
    return claimed.stream()
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
