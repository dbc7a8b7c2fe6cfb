package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.decode.AcceptanceRule.OnDivergence;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Method.Knobs;
import io.github.pyramidsd.decoding.sampling.Divergence;
import io.github.pyramidsd.evaluation.study.Knob;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The knobs of methods, which generate and measure alike. */
final class MethodOptions {

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Option(
      names = "--draft-length",
      paramLabel = "N",
      description = "Tokens that the draft proposes at a time (default ${DEFAULT-VALUE}).")
  private int draftLength = Knobs.DEFAULT.draftLength();

  @Option(
      names = "--block-length",
      paramLabel = "N",
      description = "Tokens that the qualifier hands to the target (default ${DEFAULT-VALUE}).")
  private int blockLength = Knobs.DEFAULT.blockLength();

  @Option(
      names = "--tau-q",
      paramLabel = "TAU",
      description = "Threshold of the qualifier's fuzzy rule (default ${DEFAULT-VALUE}).")
  private double tauQ = Knobs.DEFAULT.tauQ();

  @Option(
      names = "--tau-t",
      paramLabel = "TAU",
      description = "Threshold of the target's fuzzy rule (default ${DEFAULT-VALUE}).")
  private double tauT = Knobs.DEFAULT.tauT();

  @Option(
      names = "--divergence",
      paramLabel = "DIV",
      converter = Labels.DivergenceConverter.class,
      description = "How fuzzy rules measure closeness: tv (default), js, kl or draft-token.")
  private Divergence divergence = Knobs.DEFAULT.divergence();

  @Option(
      names = "--on-divergence",
      paramLabel = "RULE",
      converter = Labels.OnDivergenceConverter.class,
      description = "What fuzzy rules do above the threshold: exact (default) or resample.")
  private OnDivergence onDivergence = Knobs.DEFAULT.onDivergence();

  @Option(
      names = "--max-deviation",
      paramLabel = "EPSILON",
      description = {
        "The most that fuzzy rules may move the response's law from the target's",
        "(total variation; at temperature 0 the number of tokens). No limit by default."
      })
  private double maxDeviation = Double.POSITIVE_INFINITY;

  @Option(
      names = "--lookup",
      paramLabel = "N",
      description = {
        "Let the lowest level look up N tokens at a time in the context, where it repeats itself;",
        "0: do not. By default auto finds out, and other methods do not."
      })
  private @Nullable Integer lookup;

  /** How many tokens are looked up at a time; empty: as the method likes. */
  OptionalInt lookup() {
    return lookup == null ? OptionalInt.empty() : OptionalInt.of(lookup);
  }

  /** Whether some deviation is allowed, but not any. */
  boolean hasBudget() {
    return maxDeviation > 0 && maxDeviation < Double.POSITIVE_INFINITY;
  }

  double maxDeviation() {
    return maxDeviation;
  }

  /** The knobs, checked. */
  Knobs knobs() {
    checkLength("--draft-length", draftLength, 1);
    checkLength("--block-length", blockLength, 1);
    checkLength("--lookup", lookup().orElse(0), 0);
    UsageException.check(tauQ >= 0, "--tau-q", tauQ, "0 (exact) or more");
    UsageException.check(tauT >= 0, "--tau-t", tauT, "0 (exact) or more");
    return new Knobs(draftLength, blockLength, tauQ, tauT, divergence, onDivergence);
  }

  /** Checks how many tokens are proposed at a time. */
  static void checkLength(String option, int length, int least) {
    UsageException.check(
        length >= least && length <= Knob.LONGEST,
        option,
        length,
        (least == 0 ? "0 (none)" : least) + " to " + Knob.LONGEST);
  }

  /** Checks that a budget comes with a divergence that can keep it. */
  void checkBudget(boolean lossless, boolean greedy) {
    if (!lossless
        && !greedy
        && !divergence.ignoresToken()
        && maxDeviation < Double.POSITIVE_INFINITY) {
      throw new UsageException(
          "--max-deviation and --divergence draft-token exclude each other: "
              + "it looks at drawn tokens and certifies nothing, use tv, js or kl");
    }
  }

  /**
   * What is said of options that were given in vain.
   *
   * @param asking that are used
   * @param asked how the user asked for them, such as {@code --method sd}
   */
  List<String> notes(Collection<DecodingMethod> asking, String asked) {
    List<Method> methods =
        asking.stream()
            .filter(DecodingMethod.Named.class::isInstance)
            .map(method -> ((DecodingMethod.Named) method).method())
            .toList();
    boolean auto = asking.contains(new DecodingMethod.Auto());
    boolean fuzzy = methods.stream().anyMatch(method -> !method.isLossless());
    Map<String, Boolean> used = new TreeMap<>();
    used.put("--draft-length", methods.stream().anyMatch(Method::usesDraft));
    used.put("--block-length", methods.stream().anyMatch(Method::usesQualifier));
    used.put("--tau-q", methods.contains(Method.PSD_F));
    used.put("--tau-t", fuzzy);
    used.put("--divergence", fuzzy);
    used.put("--on-divergence", fuzzy);
    used.put("--max-deviation", fuzzy || auto);
    used.put("--lookup", auto || !methods.isEmpty());
    return used.keySet().stream()
        .filter(option -> !used.getOrDefault(option, true))
        .filter(command.commandLine().getParseResult()::hasMatchedOption)
        .map(option -> option + " has no effect with " + asked)
        .toList();
  }
}
