package io.github.pyramidsd.decoding.sampling;

/**
 * Masks or biases tokens as a function of the prefix. It is applied to the logits of every level
 * alike, before penalties and temperature, so speculation stays exact: the response has the law
 * that the constrained target has by itself.
 *
 * <p>States are immutable; the decoder keeps one for every position of a response and goes back to
 * an earlier one when proposals are rejected. A constraint may be shared by responses that are
 * generated at the same time.
 *
 * @param <S> what the prefix comes to, as far as the constraint is concerned
 */
public interface Constraint<S> {

  /**
   * The state at the beginning of a response.
   *
   * @param context the tokens before it, which the caller must not change
   */
  S start(int[] context);

  /** The state after one more token. */
  S next(S state, int token);

  /**
   * Says what may come next, by changing a mask that allows everything. If nothing may, the
   * response ends.
   */
  void restrict(S state, TokenMask mask);
}
