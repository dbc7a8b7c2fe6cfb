package io.github.pyramidsd.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.decoding.sampling.Distribution;
import io.github.pyramidsd.decoding.sampling.Divergence;
import io.github.pyramidsd.decoding.sampling.LogitProcessor;
import io.github.pyramidsd.decoding.sampling.Prediction;
import io.github.pyramidsd.decoding.sampling.Randomness;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The same numbers, written down here, on a JVM with and one without the Vector API. */
class SamplingNumbersTest {

  private static final int SIZE = 20_011;

  private static Distribution distribution(SamplingOptions options, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] logits = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      logits[i] = (random.nextInt(1 << 20) + random.nextInt(1 << 20)) / 131072f;
    }
    Prediction out = new Prediction(SIZE, KernelProvider.best().kernels().vocabulary());
    new LogitProcessor(options, SIZE).process(logits, 0, SIZE, new int[0], 0, out);
    return out.sampling();
  }

  @Test
  void aSeedGivesTheSameTokensWithAndWithoutTheVectorApi() {
    SamplingOptions options = SamplingOptions.builder().temperature(0.8).topP(0.95).build();
    Distribution p = distribution(options, 1);
    Distribution q = distribution(options, 2);
    Distribution residual = new Distribution(SIZE, KernelProvider.best().kernels().vocabulary());
    residual.setResidual(p, q);
    Randomness randomness = Randomness.seeded(3);
    int[] tokens = new int[6];
    Arrays.setAll(tokens, i -> randomness.draw(i % 2 == 0 ? p : residual));
    String numbers =
        String.format(
            Locale.ROOT,
            "%x %s %.12f %s",
            Arrays.hashCode(p.toArray()),
            Divergence.TOTAL_VARIATION.between(p, q, 0),
            Divergence.JENSEN_SHANNON.between(p, q, 0),
            Arrays.toString(tokens));
    assertThat(numbers)
        .isEqualTo(
            "a7afc55e 0.9584754365278059 0.934852461939 [1826, 14116, 12741, 1281, 3706, 13215]");
  }
}
