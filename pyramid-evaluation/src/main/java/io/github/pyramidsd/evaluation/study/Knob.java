package io.github.pyramidsd.evaluation.study;

import io.github.pyramidsd.decoding.decode.AcceptanceRule.OnDivergence;
import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Method.Knobs;
import io.github.pyramidsd.decoding.sampling.Divergence;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What can be set of a method in a study, in the order of labels. */
public enum Knob {
  DRAFT_LENGTH("draft-length", true),
  BLOCK_LENGTH("block-length", true),
  TAU_Q("tau-q", true),
  TAU_T("tau-t", true),
  DIVERGENCE("divergence", false),
  ON_DIVERGENCE("on-divergence", false),
  MAX_DEVIATION("max-deviation", false),
  LOOKUP("lookup", false);

  /** The longest block: passes over more tokens at a time do not pay. */
  public static final int LONGEST = Composition.LONGEST_BLOCK;

  private final String key;
  private final boolean alwaysInLabel;

  Knob(String key, boolean alwaysInLabel) {
    this.key = key;
    this.alwaysInLabel = alwaysInLabel;
  }

  /** As it is written in a study and in labels. */
  String key() {
    return key;
  }

  /** The knobs that a method has; no method is auto. */
  static List<Knob> of(Optional<Method> method) {
    return Arrays.stream(values()).filter(knob -> knob.belongsTo(method)).toList();
  }

  private boolean belongsTo(Optional<Method> method) {
    boolean fuzzy = method.isPresent() && !method.get().isLossless();
    return switch (this) {
      case DRAFT_LENGTH -> method.filter(Method::usesDraft).isPresent();
      case BLOCK_LENGTH -> method.filter(Method::usesQualifier).isPresent();
      case TAU_Q -> method.equals(Optional.of(Method.PSD_F));
      case TAU_T, DIVERGENCE, ON_DIVERGENCE -> fuzzy;
      case MAX_DEVIATION -> fuzzy || method.isEmpty();
      case LOOKUP -> true;
    };
  }

  /** Its value where the study does not say. */
  Object defaultOf(Optional<Method> method) {
    return switch (this) {
      case DRAFT_LENGTH -> Knobs.DEFAULT.draftLength();
      case BLOCK_LENGTH -> Knobs.DEFAULT.blockLength();
      case TAU_Q -> Knobs.DEFAULT.tauQ();
      case TAU_T -> Knobs.DEFAULT.tauT();
      case DIVERGENCE -> Knobs.DEFAULT.divergence();
      case ON_DIVERGENCE -> Knobs.DEFAULT.onDivergence();
      case MAX_DEVIATION -> Double.POSITIVE_INFINITY;
      case LOOKUP -> method.isEmpty() ? 1 : 0;
    };
  }

  /**
   * Reads a value.
   *
   * @param bounded whether all divergences that thresholds are for are at most 1
   */
  Object read(Value value, boolean bounded) throws StudyException {
    return switch (this) {
      case DRAFT_LENGTH, BLOCK_LENGTH -> (int) value.integer(1, LONGEST);
      case LOOKUP -> (int) value.integer(0, LONGEST);
      case TAU_Q, TAU_T ->
          bounded
              ? value.number(0, 1, "0 (exact) to 1, which divergences tv, js and draft-token reach")
              : value.number(0, Double.POSITIVE_INFINITY, "0 (exact) or more");
      case DIVERGENCE -> value.oneOf(Divergence.values(), Divergence::label);
      case ON_DIVERGENCE -> value.oneOf(OnDivergence.values(), Knob::lowerCase);
      case MAX_DEVIATION ->
          value.number(0, Double.POSITIVE_INFINITY, "0 (lossless) or more, .inf for no limit");
    };
  }

  /** What it adds to a label; nothing where the value goes without saying. */
  String label(Object value, Optional<Method> method) {
    return alwaysInLabel || !value.equals(defaultOf(method))
        ? " " + key + "=" + written(value)
        : "";
  }

  private static String written(Object value) {
    return switch (value) {
      case Double number when Double.isFinite(number) ->
          BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
      case Divergence divergence -> divergence.label();
      case OnDivergence rule -> lowerCase(rule);
      default -> value.toString();
    };
  }

  private static String lowerCase(OnDivergence rule) {
    return rule.name().toLowerCase(Locale.ROOT);
  }
}
