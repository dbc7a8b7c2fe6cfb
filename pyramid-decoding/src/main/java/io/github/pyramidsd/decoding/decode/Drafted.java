package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.sampling.Prediction;

/** Draws one token at a time from a drafter: plain autoregressive decoding, if that is a model. */
final class Drafted implements TokenSource {

  private final int level;
  private final Drafter drafter;
  private final Levels levels;

  Drafted(int level, Drafter drafter, Levels levels) {
    this.level = level;
    this.drafter = drafter;
    this.levels = levels;
  }

  @Override
  public int level() {
    return level;
  }

  @Override
  public boolean round(Block out, int most) {
    Run run = levels.run();
    long start = System.nanoTime();
    Prediction prediction = out.next();
    if (!drafter.predict(prediction)) {
      return false;
    }
    int token = run.draws().pick(prediction.sampling(), levels.tokens().length());
    out.add(token, level);
    levels.keepLogProbabilities(level, 0, out);
    levels.tokens().append(token);
    long nanos =
        drafter instanceof Level model ? model.nanosSince(start) : System.nanoTime() - start;
    run.counts(level).addRound(0, 0, 0, 0, 1, nanos);
    return true;
  }
}
