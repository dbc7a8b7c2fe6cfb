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

  private final Levels levels;
  private final List<Block> predictions = new ArrayList<>(); // a buffer for each level
  private final List<BitSet> missing = new ArrayList<>(); // where a level had no proposal

  Probe(Levels levels, Pyramid pyramid) {
    this.levels = levels;
    for (int level = 0; level < levels.size(); level++) {
      predictions.add(new Block(pyramid));
      missing.add(new BitSet());
    }
  }

  /**
   * Probes some levels below the target; those whose context is full are left out.
   *
   * @param committed the tokens committed last, with the target's predictions
   */
  void probe(int[] probed, Block committed) {
    int first = levels.tokens().length() - committed.size();
    for (int level : probed) {
      Block own = predictions.get(level);
      BitSet without = missing.get(level);
      own.clear();
      without.clear();
      switch (levels.drafter(level)) {
        case Level model -> predict(model, first, committed, own, without);
        case Lookup lookup -> lookUp(lookup, first, committed, own, without);
        default -> without.set(0, committed.size());
      }
    }
    int target = levels.size() - 1;
    for (int proposer : probed) {
      for (int level : probed) {
        if (level > proposer) {
          compare(level, predictions.get(level), proposer, committed.size());
        }
      }
      compare(target, committed, proposer, committed.size());
    }
  }

  private void predict(Level model, int first, Block committed, Block own, BitSet without) {
    int n = committed.size();
    if (levels.isFull(model.index()) || !model.knowsAllTokens()) {
      without.set(0, n);
      return;
    }
    long start = model.startClock();
    Tokens tokens = levels.tokens();
    int last = committed.token(n - 1);
    tokens.takeBack(first + n - 1); // what comes after the last one is not asked
    try {
      int forwarded = model.forward(n);
      for (int i = 0; i < n; i++) {
        without.set(i, !model.predict(i, own.next()));
        own.add(committed.token(i), model.index());
      }
      levels
          .run()
          .countPass(
              model.index(), tokens.length() - forwarded, forwarded, model.nanosSince(start));
    } finally {
      tokens.append(last);
    }
  }

  private static void lookUp(Lookup lookup, int first, Block committed, Block own, BitSet without) {
    lookup.takeBack(first);
    for (int i = 0; i < committed.size(); i++) {
      without.set(i, !lookup.predict(first + i, own.next()));
      own.add(committed.token(i), 0);
    }
  }

  private void compare(int level, Block verifier, int proposer, int count) {
    for (int i = 0; i < count; i++) {
      double agreement = Double.NaN;
      if (!missing.get(proposer).get(i) && !missing.get(level).get(i)) { // never the target's
        Prediction p = verifier.prediction(i);
        Prediction q = predictions.get(proposer).prediction(i);
        agreement = Divergence.agreement(p.sampling(), q.sampling());
      }
      levels.run().record().addComparison(level, proposer, i + 1, agreement);
    }
  }
}
