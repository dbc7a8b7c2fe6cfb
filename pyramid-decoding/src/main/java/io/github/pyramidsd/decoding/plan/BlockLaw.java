package io.github.pyramidsd.decoding.plan;

/**
 * How far blocks of proposals get at one level: how many are drawn, and how many are accepted.
 *
 * @param drawn (blockLength + 1): the chance that at least that many are drawn; the first is 1
 * @param accepted (blockLength + 1): the chance that at least that many are accepted; the first is
 *     1
 */
@SuppressWarnings("ArrayRecordComponent") // made once, changed by none
record BlockLaw(double[] drawn, double[] accepted) {

  /** The longest block that is planned. */
  static final int LONGEST = 15;

  private static final int STEPS = 24; // of survival, from 1 down, a factor of e^(1/4) each
  private static final double STEP = 0.25;

  /**
   * Blocks that always have their full length.
   *
   * @param acceptance by place in the block
   * @param offered the chance that there is anything to propose
   */
  static BlockLaw full(double[] acceptance, int length, double offered) {
    double[] drawn = new double[length + 1];
    double[] accepted = new double[length + 1];
    drawn[0] = 1;
    accepted[0] = 1;
    for (int i = 1; i <= length; i++) {
      drawn[i] = offered;
      accepted[i] = (i == 1 ? offered : accepted[i - 1]) * acceptance[i - 1];
    }
    return new BlockLaw(drawn, accepted);
  }

  /**
   * Blocks that end early by a {@link SurvivalStop}. Positions are taken to be unsure independently
   * of each other, and the chance of surviving so far is followed on a grid.
   *
   * @param acceptance (length, classes): by place and class of entropy
   * @param classShares how often the entropy is in each class
   * @param thresholds by the number drawn: the chance of survival below which no more are
   */
  static BlockLaw stopping(
      double[][] acceptance, double[] classShares, double offered, double[] thresholds) {
    int length = acceptance.length;
    double[] drawn = new double[length + 1];
    double[] accepted = new double[length + 1];
    double[] shares = new double[STEPS]; // of blocks that draw on, by their chance of survival
    drawn[0] = 1;
    accepted[0] = 1;
    shares[0] = offered;
    for (int i = 1; i <= length; i++) {
      double[] next = new double[STEPS];
      for (int step = 0; step < STEPS; step++) {
        if (shares[step] > 0 && (i == 1 || Math.exp(-STEP * step) >= thresholds[i - 1])) {
          drawn[i] += shares[step];
          spread(acceptance[i - 1], classShares, step, shares[step], next);
        }
      }
      for (int step = 0; step < STEPS; step++) {
        accepted[i] += next[step] * Math.exp(-STEP * step);
      }
      shares = next;
    }
    return new BlockLaw(drawn, accepted);
  }

  private static void spread(
      double[] acceptance, double[] classShares, int step, double share, double[] next) {
    for (int c = 0; c < acceptance.length; c++) {
      double place = Math.min(STEPS - 1.001, step - Math.log(acceptance[c]) / STEP);
      int down = (int) place;
      // Between two steps so that the mean of the survival itself stays right.
      double low = Math.exp(-STEP * (down + 1));
      double high = Math.exp(-STEP * down);
      double up = Math.clamp((Math.exp(-STEP * place) - low) / (high - low), 0, 1);
      double part = share * classShares[c];
      next[down] += part * up;
      next[down + 1] += part * (1 - up);
    }
  }

  /** The longest block. */
  int length() {
    return drawn.length - 1;
  }

  /** The mean number of tokens that a block of at most so many proposals makes. */
  double emitted(int most) {
    double sum = 0;
    for (int i = 0; i <= most; i++) {
      sum += accepted[i];
    }
    return sum;
  }

  /** The chance that exactly so many of a block of at most {@code most} proposals are drawn. */
  double drawnExactly(int count, int most) {
    return count == most ? drawn[count] : drawn[count] - drawn[count + 1];
  }

  /** The chance that a block of at most {@code most} proposals makes exactly so many tokens. */
  double emittedExactly(int tokens, int most) {
    return tokens - 1 == most ? accepted[most] : accepted[tokens - 1] - accepted[tokens];
  }
}
