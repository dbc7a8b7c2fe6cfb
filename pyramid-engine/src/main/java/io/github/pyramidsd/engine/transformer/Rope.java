package io.github.pyramidsd.engine.transformer;

import org.jspecify.annotations.Nullable;

/**
 * Rotary position embedding (Su et al. 2021): pairs of numbers of a head are rotated by angles that
 * grow with the position, each pair at a frequency of its own.
 */
final class Rope {

  private final Config config;
  private final double[] frequencies; // (rotated / 2)
  private float[] cosines = {}; // (token of the batch, rotated / 2)
  private float[] sines = {};

  Rope(Config config, float @Nullable [] factors) {
    this.config = config;
    int pairs = config.rotated() / 2;
    frequencies = new double[pairs];
    for (int i = 0; i < pairs; i++) {
      double frequency = Math.pow(config.ropeBase(), -2.0 * i / config.rotated());
      double factor = factors == null ? 1 : factors[i];
      frequencies[i] = frequency / factor / config.ropeScale();
    }
  }

  /** Computes the angles of a batch of tokens, once for all layers and heads. */
  void prepare(int position, int tokens) {
    int pairs = frequencies.length;
    if (cosines.length < tokens * pairs) {
      sines = new float[tokens * pairs];
      cosines = new float[tokens * pairs]; // the last: it says that there is room in both
    }
    for (int t = 0; t < tokens; t++) {
      for (int i = 0; i < pairs; i++) {
        double angle = (position + t) * frequencies[i];
        cosines[t * pairs + i] = (float) Math.cos(angle);
        sines[t * pairs + i] = (float) Math.sin(angle);
      }
    }
  }

  /** Rotates one head of a token of the batch in place. */
  void rotate(float[] x, int offset, int token) {
    int pairs = frequencies.length;
    boolean adjacent = config.ropePairs() == Config.RopePairs.ADJACENT;
    for (int i = 0; i < pairs; i++) {
      int a = offset + (adjacent ? 2 * i : i);
      int b = adjacent ? a + 1 : a + pairs;
      float cos = cosines[token * pairs + i];
      float sin = sines[token * pairs + i];
      float xa = x[a];
      float xb = x[b];
      x[a] = xa * cos - xb * sin;
      x[b] = xa * sin + xb * cos;
    }
  }
}
