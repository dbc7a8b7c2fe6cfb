package io.github.pyramidsd.decoding.sampling;

/** Plain Java, which says what others must give. */
final class ScalarVocabularyKernels implements VocabularyKernels {

  @Override
  public float max(float[] x, int from, int to) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      max = Math.max(max, x[i]);
    }
    return max;
  }

  @Override
  public void raise(float[] maxima, float[] p, int from, int to) {
    for (int i = from; i < to; i++) {
      maxima[i % BLOCK] = Math.max(maxima[i % BLOCK], p[i]);
    }
  }

  @Override
  public void exponentials(
      float[] logits, int offset, float max, float scale, float[] p, int from, int to) {
    for (int i = from; i < to; i++) {
      p[i] = Exponential.exp((logits[offset + i] - max) * scale);
    }
  }

  @Override
  public void scale(float[] p, float factor, int from, int to) {
    for (int i = from; i < to; i++) {
      p[i] *= factor;
    }
  }

  @Override
  public void excess(float[] p, float[] q, float[] excess, int from, int to) {
    for (int i = from; i < to; i++) {
      excess[i] = Math.max(0, p[i] - q[i]);
    }
  }

  @Override
  public int select(float[] p, float least, int from, int to, int[] ids, int count) {
    int end = count;
    for (int i = from; i < to; i++) {
      if (p[i] >= least) {
        ids[end++] = i;
      }
    }
    return end;
  }

  @Override
  public void addProbabilities(float[] p, int from, int to, double[] sums) {
    for (int i = from; i < to; i++) {
      sums[i % SUMS] += p[i];
    }
  }

  @Override
  public void addAtLeast(float[] p, float least, int from, int to, double[] sums) {
    for (int i = from; i < to; i++) {
      if (p[i] >= least) {
        sums[i % SUMS] += p[i];
      }
    }
  }

  @Override
  public void addExponents(
      float[] logits,
      int offset,
      float max,
      float scale,
      float[] p,
      int from,
      int to,
      double[] sums) {
    for (int i = from; i < to; i++) {
      float exponent = Math.max((logits[offset + i] - max) * scale, Exponential.LOWEST);
      sums[i % SUMS] = Math.fma((double) p[i], (double) exponent, sums[i % SUMS]);
    }
  }

  @Override
  public void addDistances(float[] p, float[] q, int from, int to, double[] sums) {
    for (int i = from; i < to; i++) {
      sums[i % SUMS] += Math.abs(p[i] - q[i]);
    }
  }

  @Override
  public void addLogarithms(float[] p, int from, int to, double[] sums) {
    for (int i = from; i < to; i++) {
      sums[i % SUMS] += term(p[i], 1);
    }
  }

  @Override
  public void addKullbackLeibler(float[] p, float[] q, int from, int to, double[] sums) {
    for (int i = from; i < to; i++) {
      sums[i % SUMS] += term(p[i], q[i]);
    }
  }

  @Override
  public void addJensenShannon(float[] p, float[] q, int from, int to, double[] sums) {
    for (int i = from; i < to; i++) {
      double middle = 0.5 * ((double) p[i] + q[i]);
      sums[i % SUMS] += term(p[i], middle) + term(q[i], middle);
    }
  }

  /** a·ln(a/b), which is 0 for a = 0 and infinite where only b is 0. */
  private static double term(double a, double b) {
    if (a == 0) {
      return 0;
    }
    return b == 0 ? Double.POSITIVE_INFINITY : a * Logarithm.ln(a / b);
  }
}
