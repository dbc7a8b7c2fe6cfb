package io.github.pyramidsd.engine.transformer;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How far a JVM is with compiling the code of forward passes, told by the time they took. Passes
 * over a single token and those over several run different code. Measured with models of 3 to 116
 * MB on two cores: single ones became twenty times faster within 1.2 seconds of them, whatever the
 * model, and those over several then within another 0.4.
 */
public final class WarmUp {

  private static final long OF_ONE = 1_200_000_000; // nanoseconds
  private static final long OF_SEVERAL = 400_000_000;

  private final AtomicLong leftOfOne = new AtomicLong(OF_ONE);
  private final AtomicLong leftOfSeveral = new AtomicLong(OF_SEVERAL);

  /** The seconds of passes over so many tokens that are left until they are as fast as later. */
  public double seconds(int tokens) {
    return Math.max(0, left(tokens).get()) / 1e9;
  }

  /** Hears of a pass. */
  void spend(int tokens, long nanos) {
    AtomicLong left = left(tokens);
    if (left.get() > 0) {
      left.addAndGet(-nanos);
    }
  }

  private AtomicLong left(int tokens) {
    return tokens == 1 ? leftOfOne : leftOfSeveral;
  }
}
