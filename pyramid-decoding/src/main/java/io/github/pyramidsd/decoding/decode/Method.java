package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.sampling.Divergence;

/**
 * The methods of the literature and ours, as compositions of levels. A {@link
 * io.github.pyramidsd.decoding.plan.Planner} chooses among compositions by itself.
 */
public enum Method {
  /** Plain autoregressive decoding with the target alone. */
  TARGET("target", false, false, true),
  /** Speculative decoding with the draft (Leviathan et al. 2023, Chen et al. 2023). Lossless. */
  SD("sd", true, false, true),
  /** Fuzzy speculative decoding with the draft (Holsman et al. 2025, arXiv 2502.20704). Lossy. */
  FSD("fsd", true, false, false),
  /** PyramidSD, fuzzy at both stages (Byun et al. 2025, arXiv 2510.12966). Lossy. */
  PSD_F("psd-f", true, true, false),
  /** PyramidSD, exact at the qualifier and fuzzy at the target (the same paper). Lossy. */
  PSD_A("psd-a", true, true, false),
  /** The pyramid that is exact at both stages: the target's own distribution. Lossless. */
  PSD_E("psd-e", true, true, true);

  /**
   * The knobs of all methods; each uses those that it has.
   *
   * @param draftLength how many tokens the draft proposes at a time
   * @param blockLength how many tokens the qualifier hands to the target at a time
   * @param tauQ the threshold of the qualifier's fuzzy rule
   * @param tauT the threshold of the target's fuzzy rule
   * @param divergence how fuzzy rules measure closeness
   * @param onDivergence what fuzzy rules do above the threshold
   */
  public record Knobs(
      int draftLength,
      int blockLength,
      double tauQ,
      double tauT,
      Divergence divergence,
      AcceptanceRule.OnDivergence onDivergence) {

    /**
     * Short blocks, which lose least where a draft is often wrong or not much cheaper than what
     * verifies it. A larger family gains from longer ones.
     */
    public static final Knobs DEFAULT =
        new Knobs(2, 3, 0.4, 0.5, Divergence.TOTAL_VARIATION, AcceptanceRule.OnDivergence.EXACT);
  }

  private final String label;
  private final boolean usesDraft;
  private final boolean usesQualifier;
  private final boolean lossless;

  Method(String label, boolean usesDraft, boolean usesQualifier, boolean lossless) {
    this.label = label;
    this.usesDraft = usesDraft;
    this.usesQualifier = usesQualifier;
    this.lossless = lossless;
  }

  /** The name on the command line. */
  public String label() {
    return label;
  }

  /** Whether the method needs a draft. */
  public boolean usesDraft() {
    return usesDraft;
  }

  /** Whether the method needs a qualifier. */
  public boolean usesQualifier() {
    return usesQualifier;
  }

  /** Whether responses have exactly the target's distribution. */
  public boolean isLossless() {
    return lossless;
  }

  /**
   * Composes the method.
   *
   * @param models the target last, before it the qualifier and the draft, as far as the method uses
   *     them: {@code [draft, qualifier, target]}, {@code [draft, target]} or {@code [target]}
   * @throws IllegalArgumentException if the number of models is not what the method uses
   */
  public Pyramid compose(Knobs knobs, LanguageModel... models) {
    int wanted = 1 + (usesDraft ? 1 : 0) + (usesQualifier ? 1 : 0);
    if (models.length != wanted) {
      throw new IllegalArgumentException(
          "method " + label + " is given " + models.length + " models, expected " + wanted);
    }
    AcceptanceRule exact = new AcceptanceRule.Exact();
    AcceptanceRule fuzzyTarget = fuzzy(knobs.tauT(), knobs);
    Pyramid base = Pyramid.of(models[0]);
    return switch (this) {
      case TARGET -> base;
      case SD -> base.verifiedBy(models[1], exact, knobs.draftLength());
      case FSD -> base.verifiedBy(models[1], fuzzyTarget, knobs.draftLength());
      case PSD_F ->
          base.verifiedBy(models[1], fuzzy(knobs.tauQ(), knobs), knobs.draftLength())
              .verifiedBy(models[2], fuzzyTarget, knobs.blockLength());
      case PSD_A ->
          base.verifiedBy(models[1], exact, knobs.draftLength())
              .verifiedBy(models[2], fuzzyTarget, knobs.blockLength());
      case PSD_E ->
          base.verifiedBy(models[1], exact, knobs.draftLength())
              .verifiedBy(models[2], exact, knobs.blockLength());
    };
  }

  private static AcceptanceRule fuzzy(double threshold, Knobs knobs) {
    return new AcceptanceRule.Fuzzy(knobs.divergence(), threshold, knobs.onDivergence());
  }
}
