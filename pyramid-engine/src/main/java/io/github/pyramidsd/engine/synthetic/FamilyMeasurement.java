package io.github.pyramidsd.engine.synthetic;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Session;
import java.util.ArrayList;
import java.util.List;

/**
 * How often models of a family agree, as their forward passes have it, at temperature 1.
 *
 * @param contexts how many positions were looked at
 * @param entropies the models' mean entropies in nats, the draft's first
 * @param pairs every two of the models
 */
public record FamilyMeasurement(int contexts, List<Double> entropies, List<Pair> pairs) {

  private static final int BATCH = 16; // positions

  /**
   * Two of the models.
   *
   * @param verifier the place of the greater one in the family, the draft's being 0
   * @param proposer the place of the smaller one
   * @param acceptance α: the mean over contexts of the sum of the lesser probabilities
   * @param greedy how often both have the same most probable token
   */
  public record Pair(int verifier, int proposer, double acceptance, double greedy) {}

  /** Sums over contexts. */
  private static final class Sums {
    private final double[] entropies;
    private final double[][] acceptances;
    private final int[][] greedy;

    Sums(int models) {
      entropies = new double[models];
      acceptances = new double[models][models];
      greedy = new int[models][models];
    }
  }

  static FamilyMeasurement of(List<LanguageModel> models, int[] tokens) {
    List<Session> sessions = new ArrayList<>();
    try {
      models.forEach(model -> sessions.add(model.newSession(tokens.length)));
      int vocabulary = models.getFirst().vocabulary().size();
      float[][] logits = new float[models.size()][BATCH * vocabulary];
      Sums sums = new Sums(models.size());
      for (int from = 0; from < tokens.length; from += BATCH) {
        int to = Math.min(tokens.length, from + BATCH);
        for (int model = 0; model < logits.length; model++) {
          sessions.get(model).append(tokens, from, to, to - from, logits[model]);
        }
        for (int row = 0; row < to - from; row++) {
          add(logits, row * vocabulary, vocabulary, sums);
        }
      }
      return result(sums, tokens.length);
    } finally {
      sessions.forEach(Session::close);
    }
  }

  private static FamilyMeasurement result(Sums sums, int contexts) {
    List<Double> entropies = new ArrayList<>();
    List<Pair> pairs = new ArrayList<>();
    for (int verifier = 0; verifier < sums.entropies.length; verifier++) {
      entropies.add(sums.entropies[verifier] / contexts);
      for (int proposer = 0; proposer < verifier; proposer++) {
        double greedy = sums.greedy[verifier][proposer];
        double acceptance = sums.acceptances[verifier][proposer] / contexts;
        pairs.add(new Pair(verifier, proposer, acceptance, greedy / contexts));
      }
    }
    return new FamilyMeasurement(contexts, List.copyOf(entropies), List.copyOf(pairs));
  }

  private static void add(float[][] logits, int at, int vocabulary, Sums sums) {
    double[][] p = new double[logits.length][vocabulary];
    int[] best = new int[logits.length];
    for (int model = 0; model < p.length; model++) {
      best[model] = softmax(logits[model], at, p[model]);
      for (double chance : p[model]) {
        sums.entropies[model] -= chance > 0 ? chance * Math.log(chance) : 0;
      }
      for (int proposer = 0; proposer < model; proposer++) {
        for (int token = 0; token < vocabulary; token++) {
          sums.acceptances[model][proposer] += Math.min(p[model][token], p[proposer][token]);
        }
        sums.greedy[model][proposer] += best[model] == best[proposer] ? 1 : 0;
      }
    }
  }

  /** Writes the distribution, and returns the most probable token. */
  private static int softmax(float[] logits, int at, double[] p) {
    int best = 0;
    for (int i = 1; i < p.length; i++) {
      best = logits[at + i] > logits[at + best] ? i : best;
    }
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.exp(logits[at + i] - logits[at + best]);
      sum += p[i];
    }
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }
    return best;
  }
}
