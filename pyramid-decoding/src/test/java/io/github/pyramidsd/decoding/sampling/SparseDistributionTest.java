package io.github.pyramidsd.decoding.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A sparse distribution is told from a dense one of the same probabilities by nothing but time. */
class SparseDistributionTest {

  private static final int[] SIZES = {1, 2, 5, 1023, 1024, 1025, 1500, 5000};

  /** A support of a few tokens, in random order, with probabilities of very different sizes. */
  private static void fillSparse(Distribution out, SplittableRandom random) {
    int[] ids = random.ints(1 + random.nextInt(40), 0, out.size()).distinct().limit(20).toArray();
    float[] values = new float[ids.length];
    double sum = 0;
    for (int i = 0; i < ids.length; i++) {
      values[i] = (float) Math.pow(random.nextDouble(), 4) + Float.MIN_NORMAL;
      sum += values[i];
    }
    for (int i = 0; i < ids.length; i++) {
      values[i] /= (float) sum;
    }
    out.setSparse(ids, values, ids.length);
  }

  private static Distribution denseCopy(Distribution sparse) {
    Distribution dense = new Distribution(sparse.size());
    System.arraycopy(sparse.values(), 0, dense.valuesToFill(), 0, sparse.size());
    return dense;
  }

  private static void fillDense(Distribution out, SplittableRandom random) {
    float[] logits = new float[out.size()];
    for (int id = 0; id < logits.length; id++) {
      logits[id] = (float) (2 * random.nextGaussian());
    }
    Softmax.of(logits, 0, logits.length, 1, out);
  }

  @Test
  void sparseGivesTheSameBitsAndDrawsAsDense() {
    for (int seed = 0; seed < 400; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Distribution sparse = new Distribution(SIZES[seed % SIZES.length]);
      fillSparse(sparse, random);
      if (seed % 3 == 0) {
        sparse.scale(0.9f);
      }
      assertSame(sparse, denseCopy(sparse), "seed " + seed);
    }
  }

  private static void assertSame(Distribution sparse, Distribution dense, String name) {
    assertThat(sparse.toArray()).as(name).isEqualTo(dense.toArray());
    assertThat(sparse.mostLikely()).as(name).isEqualTo(dense.mostLikely());
    assertThat(sparse.entropy()).as(name).isEqualTo(dense.entropy());
    assertThat(sparse.mass(0, Math.min(sparse.size(), VocabularyKernels.BLOCK)))
        .as(name)
        .isEqualTo(dense.mass(0, Math.min(dense.size(), VocabularyKernels.BLOCK)));
    Randomness one = Randomness.seeded(sparse.size());
    Randomness other = Randomness.seeded(sparse.size());
    for (int i = 0; i < 100; i++) {
      assertThat(one.draw(sparse)).as(name).isEqualTo(other.draw(dense));
    }
  }

  @Test
  void residualOfSparseIsThatOfDense() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int size = SIZES[seed % SIZES.length];
      Distribution sparse = new Distribution(size);
      fillSparse(sparse, random);
      Distribution dense = new Distribution(size);
      fillDense(dense, random);
      Distribution once = new Distribution(size); // filled densely and sparsely in turn
      for (Distribution other : new Distribution[] {dense, sparse, denseCopy(sparse)}) {
        once.setResidual(sparse, other);
        assertSame(once, residual(denseCopy(sparse), other), "p sparse, seed " + seed);
        once.setResidual(other, sparse);
        assertSame(once, residual(other, denseCopy(sparse)), "q sparse, seed " + seed);
      }
    }
  }

  private static Distribution residual(Distribution p, Distribution q) {
    Distribution residual = new Distribution(p.size());
    residual.setResidual(p, q);
    return denseCopy(residual);
  }

  @Test
  void divergencesOfSparseAreThoseOfDense() {
    for (int seed = 0; seed < 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Distribution sparse = new Distribution(SIZES[seed % SIZES.length]);
      fillSparse(sparse, random);
      Distribution dense = new Distribution(sparse.size());
      fillDense(dense, random);
      for (Divergence divergence : Divergence.values()) {
        assertThat(divergence.between(dense, sparse, 0))
            .isEqualTo(divergence.between(dense, denseCopy(sparse), 0));
        assertThat(divergence.between(sparse, dense, 0))
            .isEqualTo(divergence.between(denseCopy(sparse), dense, 0));
      }
    }
  }

  @Test
  void everyFillForgetsTheOneBefore() {
    for (int seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Distribution used = new Distribution(1500);
      TopTokens top = new TopTokens(1500);
      for (int step = 0; step < 50; step++) {
        Distribution fresh = new Distribution(1500);
        int kind = random.nextInt(4);
        long fill = random.nextLong();
        for (Distribution d : new Distribution[] {used, fresh}) {
          switch (kind) {
            case 0 -> d.setOneHot((int) (fill & 1023));
            case 1 -> fillSparse(d, new SplittableRandom(fill));
            case 2 -> fillDense(d, new SplittableRandom(fill));
            default -> {
              fillSparse(d, new SplittableRandom(fill));
              top.keep(d, Samplings.of(1, 3, 1, 0, 1, 0));
            }
          }
        }
        assertSame(used, denseCopy(fresh), "seed " + seed + ", step " + step);
      }
    }
  }

  @Test
  void enumerationCoversTheTokensOfASparseDistribution() {
    Distribution sparse = new Distribution(2000);
    sparse.setSparse(new int[] {1700, 3}, new float[] {0.25f, 0.75f}, 2);
    EnumeratedRandomness choices = new EnumeratedRandomness();
    double[] weights = new double[2000];
    do {
      weights[choices.draw(sparse)] += choices.weight();
    } while (choices.next());
    assertThat(weights[3]).isEqualTo(0.75);
    assertThat(weights[1700]).isEqualTo(0.25);
    assertThat(IntStream.range(0, 2000).filter(id -> weights[id] > 0)).containsExactly(3, 1700);
  }
}
