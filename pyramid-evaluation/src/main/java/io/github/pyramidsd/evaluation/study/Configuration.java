package io.github.pyramidsd.evaluation.study;

import io.github.pyramidsd.decoding.decode.Method;
import java.util.Optional;

/**
 * A way of decoding: one point of a study's grid.
 *
 * @param label unique in the study, made of the method and the knobs that it uses, such as {@code
 *     psd-a draft-length=2 block-length=3 tau-t=0.5}
 * @param method a method of the literature or ours; empty: auto
 * @param knobs those that the method does not have are the defaults
 * @param maxDeviation the budget; infinity sets no limit
 * @param lookup how many tokens are looked up at a time below the lowest level; 0: none
 */
public record Configuration(
    String label, Optional<Method> method, Method.Knobs knobs, double maxDeviation, int lookup) {

  /** Whether answers have exactly the target's distribution. */
  public boolean isLossless() {
    return method.map(Method::isLossless).orElse(maxDeviation == Double.POSITIVE_INFINITY)
        || maxDeviation == 0;
  }
}
