package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.sampling.Divergence;
import io.github.pyramidsd.decoding.sampling.Prediction;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Finds out what levels that are not in use would be worth: each forwards the tokens that it missed
 * in one pass, and what it predicts at the tokens committed last is compared with what the target
 * predicted there. That is much cheaper than to let it draft them one by one, and says more,
 * because distributions are compared instead of tokens.
 */
final class Probe {

  /** Bounds what a single token may weigh, where levels below the target are compared. */
  private static final double MOST_WEIGHT = 2;

  private final LevelStack levels;
  private final DecodingRun run;
  private final List<Block> predictions = new ArrayList<>(); // a buffer for each level
  private final List<BitSet> missing = new ArrayList<>(); // where a level had no proposal

  Probe(LevelStack levels, DecodingRun run) {
    this.levels = levels;
    this.run = run;
    for (int level = 0; level < levels.size(); level++) {
      predictions.add(new Block(run));
      missing.add(new BitSet());
    }
  }

  /**
   * Probes some levels and tells the schedule.
   *
   * @param committed the tokens committed last, with the target's predictions
   */
  void probe(int[] probed, Block committed) {
    for (int level : probed) {
      predictions.get(level).clear();
      missing.get(level).clear();
      if (levels.context(level).isPresent()) {
        predict(levels.context(level).get(), committed);
      } else {
        lookUp((LookupSource) levels.base(level), committed);
      }
    }
    int target = levels.size() - 1;
    for (int proposer : probed) {
      for (int level : probed) {
        if (level > proposer) {
          compare(level, predictions.get(level), proposer, committed);
        }
      }
      compare(target, committed, proposer, committed);
    }
  }

  private void predict(ModelContext context, Block committed) {
    if (!context.knowsAllTokens()) {
      missing.get(context.level()).set(0, committed.size());
      return;
    }
    long start = System.nanoTime();
    int last = committed.size() - 1;
    context.rewind(context.position() - 1); // what comes after the last one is not asked
    int forwarded = context.forward(committed.size());
    Block own = predictions.get(context.level());
    for (int i = 0; i <= last; i++) {
      context.predict(i, own.next());
      own.add(committed.token(i), context.level());
    }
    run.tellOfPass(context, context.position() - forwarded, forwarded, System.nanoTime() - start);
    context.append(committed.token(last));
  }

  private void lookUp(LookupSource lookup, Block committed) {
    lookup.rewind(lookup.position() - committed.size());
    Block own = predictions.get(lookup.level());
    for (int i = 0; i < committed.size(); i++) {
      missing.get(lookup.level()).set(i, !lookup.predict(own.next()));
      own.add(committed.token(i), lookup.level());
      lookup.append(committed.token(i));
    }
  }

  /**
   * How much likelier a token is to be proposed and accepted than to be committed: min(p, q)/t, for
   * a proposer q, a verifier p and the target t.
   */
  private static double kept(Prediction t, Prediction p, Prediction q, int token) {
    double accepted = Math.min(p.sampling().probability(token), q.sampling().probability(token));
    double committed = t.sampling().probability(token);
    return committed > 0 ? Math.min(MOST_WEIGHT, accepted / committed) : 0;
  }

  private void compare(int level, Block verifier, int proposer, Block committed) {
    int n = committed.size();
    double[] agreement = new double[n];
    double[] kept = new double[n];
    double[] entropy = new double[n];
    for (int i = 0; i < n; i++) {
      if (missing.get(proposer).get(i) || missing.get(level).get(i)) {
        agreement[i] = Double.NaN;
        continue;
      }
      Prediction p = verifier.prediction(i);
      Prediction q = predictions.get(proposer).prediction(i);
      agreement[i] = Divergence.agreement(p.sampling(), q.sampling());
      kept[i] = kept(committed.prediction(i), p, q, committed.token(i));
      entropy[i] = q.entropy();
    }
    run.schedule().onProbed(level, proposer, agreement, kept, entropy);
  }
}
