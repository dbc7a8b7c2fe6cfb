package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.sampling.Divergence;
import java.util.ArrayList;
import java.util.List;

/**
 * The methods of the literature and ours, as compositions of levels. A decoder without a method
 * chooses among compositions by itself.
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
   * Composes the method of the levels of a pyramid that has just the models that it uses, and
   * perhaps a lookup below them.
   *
   * @param lookupLength how many proposals the lowest model takes from the lookup at a time
   * @throws IllegalArgumentException if the number of models is not what the method uses
   */
  public Composition compose(Pyramid pyramid, Knobs knobs, int lookupLength) {
    int models = pyramid.models().size();
    int wanted = 1 + (usesDraft ? 1 : 0) + (usesQualifier ? 1 : 0);
    if (models != wanted) {
      throw new IllegalArgumentException(
          "method " + label + " is given " + models + " models, expected " + wanted);
    }
    AcceptanceRule exact = new AcceptanceRule.Exact();
    List<Composition.Stage> stages = new ArrayList<>();
    int level = 0;
    if (pyramid.model(0).isEmpty()) {
      level++;
      stages.add(new Composition.Stage(level, exact, lookupLength, StopRule.NEVER));
    }
    if (usesQualifier) {
      level++;
      AcceptanceRule rule = this == PSD_F ? fuzzy(knobs.tauQ(), knobs) : exact;
      stages.add(new Composition.Stage(level, rule, knobs.draftLength(), StopRule.NEVER));
    }
    if (usesDraft) {
      level++;
      int length = usesQualifier ? knobs.blockLength() : knobs.draftLength();
      AcceptanceRule rule = lossless ? exact : fuzzy(knobs.tauT(), knobs);
      stages.add(new Composition.Stage(level, rule, length, StopRule.NEVER));
    }
    return new Composition(0, stages);
  }

  private static AcceptanceRule fuzzy(double threshold, Knobs knobs) {
    return new AcceptanceRule.Fuzzy(knobs.divergence(), threshold, knobs.onDivergence());
  }
}
