package io.github.pyramidsd.decoding.sampling;

/**
 * The loops that sampling runs over a vocabulary, each over a stretch {@code [from, to)} of it.
 *
 * <p>{@link #SCALAR} is the specification. An engine may offer others, which must give the same
 * bits, so that a seed gives the same tokens whatever computes them. For this all that is summed is
 * added to {@value #SUMS} sums, token i to sum i mod {@value #SUMS}, in the order of the ids;
 * {@link #total} then adds these up in pairs. Vectors of any width up to that can do the same.
 *
 * <p>Callers go in stretches of {@value #BLOCK}: what one loop leaves in the cache the next one
 * finds there. {@code from} is always a multiple of it.
 */
public interface VocabularyKernels {

  /** How many sums run side by side. */
  int SUMS = 16;

  /** The longest stretch. */
  int BLOCK = 1024;

  /** Plain Java, one number at a time. */
  VocabularyKernels SCALAR = new ScalarVocabularyKernels();

  /** The largest of x; not a number if one is none. */
  float max(float[] x, int from, int to);

  /** Raises {@code maxima[i mod BLOCK]} to {@code p[i]}. */
  void raise(float[] maxima, float[] p, int from, int to);

  /** p[i] = e^((logits[offset + i] − max) · scale), by {@link Exponential}. */
  void exponentials(
      float[] logits, int offset, float max, float scale, float[] p, int from, int to);

  /** Multiplies every p by a factor. */
  void scale(float[] p, float factor, int from, int to);

  /** excess = max(0, p − q). */
  void excess(float[] p, float[] q, float[] excess, int from, int to);

  /**
   * Writes the ids with p of at least {@code least} to {@code ids}, from {@code count} on, in
   * order.
   *
   * @return the new count
   */
  int select(float[] p, float least, int from, int to, int[] ids, int count);

  /** Adds p to the sums. */
  void addProbabilities(float[] p, int from, int to, double[] sums);

  /** Adds p where it is at least {@code least}. */
  void addAtLeast(float[] p, float least, int from, int to, double[] sums);

  /**
   * Adds p · (logits[offset + i] − max) · scale, the exponent being taken for {@link
   * Exponential#LOWEST} where it is below; with one rounding from product to sum.
   */
  void addExponents(
      float[] logits,
      int offset,
      float max,
      float scale,
      float[] p,
      int from,
      int to,
      double[] sums);

  /** Adds |p − q|. */
  void addDistances(float[] p, float[] q, int from, int to, double[] sums);

  /** Adds p · ln p, by {@link Logarithm}; 0 where p is 0. */
  void addLogarithms(float[] p, int from, int to, double[] sums);

  /** Adds p · ln(p/q), by {@link Logarithm}; 0 where p is 0, infinity where only q is. */
  void addKullbackLeibler(float[] p, float[] q, int from, int to, double[] sums);

  /** Adds p · ln(p/m) + q · ln(q/m) with m = (p + q)/2. */
  void addJensenShannon(float[] p, float[] q, int from, int to, double[] sums);

  /** Adds up the sums in pairs; they are changed by it. */
  static double total(double[] sums) {
    for (int n = SUMS / 2; n > 0; n /= 2) {
      for (int i = 0; i < n; i++) {
        sums[i] += sums[i + n];
      }
    }
    return sums[0];
  }
}
