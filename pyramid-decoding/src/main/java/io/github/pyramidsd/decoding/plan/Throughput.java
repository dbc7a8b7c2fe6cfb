package io.github.pyramidsd.decoding.plan;

/**
 * The throughput model: seconds of a level's tokens, from the seconds of its passes and the
 * acceptance of what the level below proposes.
 *
 * <p>A level i that asks the level below for blocks of k makes, in a round, one token more than it
 * accepts, and its round takes as long as the block takes below and a pass over k + 1 tokens:
 *
 * <pre>
 *   E_i(k) = 1 + a₁ + a₁a₂ + … + a₁…a_k              tokens a round
 *   T_i(k) = F_{i−1}(k) + c_i(k + 1)                  seconds a round
 *   F_i(r) = T_i(b) + Σ_e P(e) · F_i(r − e)           seconds for r tokens, b = min(k, r − 1)
 * </pre>
 *
 * where a_j is the acceptance at the j-th place, c_i(n) the seconds of a pass over n tokens, and
 * P(e) the chance that a round makes e tokens. The last line says that a round never makes more
 * than is asked of it. F_0(r) = r · c_0(1) for a model, and the target's speed is E/T. If all a_j
 * are the same α, E is (1 − α^(k+1))/(1 − α) (Leviathan et al. 2023). With E_i(k) replaced by a
 * measured share β of k + 1, and F_{i−1}(k) by k/V, it is the model of PyramidSD: V = β(ℓ +
 * 1)/(ℓ/V_below + 1/V_level) (Byun et al. 2025).
 */
final class Throughput {

  /** The longest block. */
  static final int LONGEST = 15;

  /**
   * What a level's tokens cost the level above.
   *
   * @param seconds (LONGEST + 1): of 0, 1, 2, … tokens
   * @param late seconds that one more token in its next pass costs: the one that the level above
   *     adds to a block that it accepts whole
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, changed by none
  record Source(double[] seconds, double late) {

    /** A model by itself, a pass a token. */
    static Source model(double[] passSeconds) {
      double[] seconds = new double[LONGEST + 1];
      for (int r = 1; r <= LONGEST; r++) {
        seconds[r] = r * passSeconds[1];
      }
      return new Source(seconds, passSeconds[2] - passSeconds[1]);
    }
  }

  private Throughput() {}

  /**
   * Returns the chances (length + 1) that 0, 1, 2, … proposals of a block are accepted.
   *
   * @param offered the chance that there is anything to propose
   * @param acceptance by place, the first at 0
   */
  static double[] reached(double offered, double[] acceptance, int length) {
    double[] reached = new double[length + 1];
    reached[0] = 1;
    for (int j = 1; j <= length; j++) {
      reached[j] = (j == 1 ? offered : reached[j - 1]) * acceptance[j - 1];
    }
    return reached;
  }

  /** Returns the tokens of a round. */
  static double tokens(double[] reached) {
    double sum = 0;
    for (double chance : reached) {
      sum += chance;
    }
    return sum;
  }

  /**
   * Returns the seconds of a round.
   *
   * @param passSeconds of this level, by the tokens in the pass
   * @param most how many proposals it asks for
   */
  static double round(
      Source below, double offered, double[] reached, double[] passSeconds, int most) {
    double full = below.seconds[most] + passSeconds[most + 1];
    return most == 0
        ? passSeconds[1]
        : (1 - offered) * passSeconds[1] + offered * full + reached[most] * below.late;
  }

  /** Returns what the tokens of a level cost that verifies blocks of the level below. */
  static Source verified(Source below, double offered, double[] reached, double[] passSeconds) {
    double[] seconds = new double[LONGEST + 1];
    for (int r = 1; r <= LONGEST; r++) {
      int most = Math.min(reached.length - 1, r - 1);
      seconds[r] =
          round(below, offered, reached, passSeconds, most) + reached[most] * seconds[r - most - 1];
      for (int e = 1; e <= most; e++) {
        seconds[r] += (reached[e - 1] - reached[e]) * seconds[r - e];
      }
    }
    return new Source(seconds, passSeconds[3] - passSeconds[2] + below.late);
  }
}
