package io.github.pyramidsd.decoding.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How far blocks get is what it is said to be. */
class BlockLawTest {

  /** Survival is followed down to e^(−23/4); what is below counts as that. */
  private static final double LEAST_SURVIVAL = Math.exp(-0.25 * 23);

  /** Classes of entropy: how often each is, and what is accepted, (places, classes). */
  @SuppressWarnings("ArrayRecordComponent")
  private record Classes(double[] shares, double[][] acceptance) {

    static Classes random(SplittableRandom random, int places, int classes) {
      double[] shares = random.doubles(classes, 0.1, 1).toArray();
      double sum = Arrays.stream(shares).sum();
      double[][] acceptance = new double[places][classes];
      for (double[] row : acceptance) {
        Arrays.setAll(row, _ -> 0.3 + 0.7 * random.nextDouble());
      }
      return new Classes(Arrays.stream(shares).map(s -> s / sum).toArray(), acceptance);
    }

    /** The mean by place. */
    double[] means() {
      double[] means = new double[acceptance.length];
      for (int place = 0; place < means.length; place++) {
        for (int c = 0; c < shares.length; c++) {
          means[place] += shares[c] * acceptance[place][c];
        }
      }
      return means;
    }

    /** Follows all sequences of classes. */
    BlockLaw enumerate(double offered, double[] thresholds) {
      int length = acceptance.length;
      BlockLaw law = new BlockLaw(new double[length + 1], new double[length + 1]);
      law.drawn()[0] = 1;
      law.accepted()[0] = 1;
      follow(0, offered, 1, thresholds, law);
      return law;
    }

    private void follow(
        int drawn, double chance, double survival, double[] thresholds, BlockLaw law) {
      if (drawn == acceptance.length || (drawn > 0 && survival < thresholds[drawn])) {
        return;
      }
      for (int c = 0; c < shares.length; c++) {
        double part = chance * shares[c];
        double survives = survival * acceptance[drawn][c];
        law.drawn()[drawn + 1] += part;
        law.accepted()[drawn + 1] += part * survives;
        follow(drawn + 1, part, survives, thresholds, law);
      }
    }
  }

  private static void assertSound(BlockLaw law, String what) {
    int length = law.length();
    double drawn = 0;
    double emitted = 0;
    double tokens = 0;
    for (int i = 0; i <= length; i++) {
      assertThat(law.drawn()[i]).as(what).isBetween(law.accepted()[i] - 1e-12, 1 + 1e-12);
      assertThat(law.drawnExactly(i, length)).as(what).isGreaterThanOrEqualTo(-1e-12);
      assertThat(law.emittedExactly(i + 1, length)).as(what).isGreaterThanOrEqualTo(-1e-12);
      drawn += law.drawnExactly(i, length);
      emitted += law.emittedExactly(i + 1, length);
      tokens += (i + 1) * law.emittedExactly(i + 1, length);
    }
    assertThat(drawn).as(what).isCloseTo(1, within(1e-12));
    assertThat(emitted).as(what).isCloseTo(1, within(1e-12));
    assertThat(tokens).as(what).isCloseTo(law.emitted(length), within(1e-9));
  }

  @Test
  void chancesFallAndAddUpToOne() {
    for (long seed = 1; seed <= 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int length = 1 + random.nextInt(BlockLaw.LONGEST);
      double offered = random.nextDouble();
      Classes classes = Classes.random(random, length, 3);
      double[] thresholds = random.doubles(length).toArray();
      assertSound(BlockLaw.full(classes.means(), length, offered), "full, seed " + seed);
      BlockLaw stopping =
          BlockLaw.stopping(classes.acceptance, classes.shares, offered, thresholds);
      assertSound(stopping, "stopping, seed " + seed);
    }
  }

  @Test
  void cutBlocksMakeTheTokensOfShorterOnes() {
    double[] acceptance = {0.9, 0.8, 0.5, 0.7};
    BlockLaw law = BlockLaw.full(acceptance, 4, 1);
    for (int most = 0; most <= 4; most++) {
      BlockLaw shorter = BlockLaw.full(acceptance, most, 1);
      assertThat(law.emitted(most)).isCloseTo(shorter.emitted(most), within(1e-12));
      for (int e = 1; e <= most + 1; e++) {
        assertThat(law.emittedExactly(e, most))
            .isCloseTo(shorter.emittedExactly(e, most), within(1e-12));
      }
    }
  }

  @Test
  void nothingIsDrawnWhereNothingIsOffered() {
    BlockLaw law = BlockLaw.full(new double[] {0.9, 0.9}, 2, 0.25);
    assertThat(law.drawnExactly(0, 2)).isEqualTo(0.75);
    assertThat(law.drawnExactly(2, 2)).isEqualTo(0.25);
    assertThat(law.emitted(2)).isCloseTo(1 + 0.25 * (0.9 + 0.81), within(1e-12));
  }

  @Test
  void thresholdsOfZeroGiveFullBlocks() {
    for (long seed = 1; seed <= 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Classes classes = Classes.random(random, BlockLaw.LONGEST, 4);
      double[] none = new double[BlockLaw.LONGEST];
      BlockLaw stopping = BlockLaw.stopping(classes.acceptance, classes.shares, 0.7, none);
      BlockLaw full = BlockLaw.full(classes.means(), BlockLaw.LONGEST, 0.7);
      for (int i = 0; i <= BlockLaw.LONGEST; i++) {
        assertThat(stopping.drawn()[i]).as("seed " + seed).isCloseTo(full.drawn()[i], within(1e-9));
        assertThat(stopping.accepted()[i])
            .as("seed " + seed)
            .isCloseTo(full.accepted()[i], within(LEAST_SURVIVAL));
      }
    }
  }

  @Test
  void thresholdsThatNothingReachesLeaveOneProposal() {
    Classes classes = Classes.random(new SplittableRandom(1), 5, 3);
    double[] high = {0, 1.1, 1.1, 1.1, 1.1};
    BlockLaw law = BlockLaw.stopping(classes.acceptance, classes.shares, 1, high);
    assertThat(law.drawn()).containsExactly(1, 1, 0, 0, 0, 0);
    assertThat(law.emitted(5)).isCloseTo(1 + classes.means()[0], within(1e-9));
  }

  @Test
  void certainClassesStopExactlyWhereTheySay() {
    // survivals of whole steps of the grid: no error is left
    double a = Math.exp(-0.5);
    double[][] acceptance = {{1, a}, {1, a}, {1, a}, {1, a}};
    Classes classes = new Classes(new double[] {0.6, 0.4}, acceptance);
    double[] thresholds = {0, 0.5, 0.5, 0.5};
    BlockLaw law = BlockLaw.stopping(acceptance, classes.shares, 1, thresholds);
    BlockLaw exact = classes.enumerate(1, thresholds);
    for (int i = 0; i <= 4; i++) {
      assertThat(law.drawn()[i]).isCloseTo(exact.drawn()[i], within(1e-12));
      assertThat(law.accepted()[i]).isCloseTo(exact.accepted()[i], within(1e-12));
    }
    assertThat(law.drawn()[3]).isCloseTo(1 - 0.4 * 0.4, within(1e-12));
  }

  @Test
  void earlyStopsFollowTheEnumerationWithinTheGrid() {
    double bias = 0;
    double drawnError = 0;
    double tokensError = 0;
    int cases = 100;
    for (long seed = 1; seed <= cases; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Classes classes = Classes.random(random, 7, 4);
      double[] thresholds = random.doubles(7, 0.1, 0.8).toArray();
      Arrays.sort(thresholds);
      BlockLaw law = BlockLaw.stopping(classes.acceptance, classes.shares, 1, thresholds);
      BlockLaw exact = classes.enumerate(1, thresholds);
      double drawn = Arrays.stream(law.drawn()).sum() - Arrays.stream(exact.drawn()).sum();
      double tokens = law.emitted(7) - exact.emitted(7);
      bias += tokens / cases;
      drawnError += Math.abs(drawn) / cases;
      tokensError += Math.abs(tokens) / cases;
    }
    // Between two steps of the grid, a factor of 1.28, a part of the blocks stops that should not.
    assertThat(drawnError).isLessThan(0.1);
    assertThat(tokensError).isLessThan(0.03);
    assertThat(bias).isBetween(-0.01, 0.01);
  }
}
