package io.github.pyramidsd.decoding.plan;

/**
 * The throughput model: what a level's tokens cost, from what a pass costs and how far blocks get.
 *
 * <p>A level i that takes blocks of k from the level below makes, in a round, one token more than
 * it accepts of them, and its round costs what the block costs below and a pass over k + 1 tokens:
 *
 * <pre>
 *   E_i(k) = 1 + a₁ + a₁a₂ + … + a₁…a_k              tokens a round
 *   T_i(k) = F_{i−1}(k) + c_i(k + 1)                  seconds a round
 *   F_i(r) = T_i(b) + Σ_e P(e) · F_i(r − e)           seconds for r tokens, b = min(k, r − 1)
 * </pre>
 *
 * where a_j is the acceptance at the j-th place of a block, c_i(n) the cost of a pass over n
 * tokens, and P(e) the chance that a round makes e tokens. The last line says that a round never
 * makes more than is asked of it. F_0(r) = r · c_0(1) for a model, and the target's rate is E/T. If
 * all a_j are the same α, E is (1 − α^(k+1))/(1 − α) (Leviathan et al. 2023). With E_i(k) replaced
 * by a measured share β of what could be made, β·(k + 1), and F_{i−1}(k) by k/V, it is the model of
 * PyramidSD: V = β(ℓ + 1)/(ℓ/V_below + 1/V_level) (Byun et al. 2025).
 */
final class Throughput {

  /**
   * What a level's tokens cost the level above.
   *
   * @param seconds (LONGEST + 1): of 0, 1, 2, … tokens
   * @param catchUp seconds that one more token in its next pass costs: what the level above added
   *     to a block that it accepted whole
   */
  @SuppressWarnings("ArrayRecordComponent") // made once, changed by none
  record Source(double[] seconds, double catchUp) {}

  private Throughput() {}

  /** A level by itself, a pass a token. */
  static Source ofModel(double[] passCosts) {
    double[] seconds = new double[BlockLaw.LONGEST + 1];
    for (int r = 1; r < seconds.length; r++) {
      seconds[r] = r * passCosts[1];
    }
    return new Source(seconds, passCosts[2] - passCosts[1]);
  }

  /**
   * The seconds of one round that asks for at most {@code most} proposals.
   *
   * @param below what those cost
   * @param passCosts of this level, by the tokens in the pass
   */
  static double round(Source below, double[] passCosts, BlockLaw law, int most) {
    double seconds = most == 0 ? 0 : law.accepted()[most] * below.catchUp;
    for (int drawn = 0; drawn <= most; drawn++) {
      double chance = law.drawnExactly(drawn, most);
      if (chance > 0) {
        seconds += chance * (below.seconds[drawn] + passCosts[drawn + 1]);
      }
    }
    return seconds;
  }

  /** A level that verifies. */
  static Source ofLevel(Source below, double[] passCosts, BlockLaw law) {
    double[] seconds = new double[BlockLaw.LONGEST + 1];
    double[] rounds = new double[law.length() + 1];
    for (int most = 0; most <= law.length(); most++) {
      rounds[most] = round(below, passCosts, law, most);
    }
    for (int r = 1; r < seconds.length; r++) {
      int most = Math.min(law.length(), r - 1);
      seconds[r] = rounds[most];
      for (int e = 1; e <= most + 1; e++) {
        seconds[r] += law.emittedExactly(e, most) * seconds[r - e];
      }
    }
    return new Source(seconds, passCosts[3] - passCosts[2] + below.catchUp);
  }
}
