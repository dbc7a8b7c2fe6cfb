package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.model.LanguageModel;

/**
 * Whether plain decoding has become as fast as it will be in this process: the model says that its
 * code should be compiled, and after that passes do not go on becoming faster.
 */
final class WarmUp {

  private static final int COMPARED = 16; // passes with as many before
  private static final double FASTER = 0.9;

  private final LanguageModel model;
  private boolean over;
  private int passes;
  private double fastest = Double.POSITIVE_INFINITY; // seconds
  private double fastestBefore = Double.POSITIVE_INFINITY;

  WarmUp(LanguageModel model) {
    this.model = model;
    this.over = isCompiled();
  }

  boolean isOver() {
    return over;
  }

  /** Hears of a pass over one token. */
  void observe(double seconds) {
    fastest = Math.min(fastest, seconds);
    if (++passes % COMPARED == 0) {
      over |= isCompiled() && fastest > FASTER * fastestBefore;
      fastestBefore = fastest;
      fastest = Double.POSITIVE_INFINITY;
    }
  }

  private boolean isCompiled() {
    return model.warmUpSeconds(1) <= 0;
  }
}
