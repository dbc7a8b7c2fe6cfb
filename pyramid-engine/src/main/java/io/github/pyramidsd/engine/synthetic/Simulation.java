package io.github.pyramidsd.engine.synthetic;

import io.github.pyramidsd.engine.quant.PackedMatrix;
import io.github.pyramidsd.engine.quant.RowEncoder;
import io.github.pyramidsd.engine.quant.WeightFormat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What planted models predict, computed from their features alone, as the files' format rounds
 * them: for finding the sharpness and the mixtures that give the entropy and the acceptance rates
 * asked for.
 */
final class Simulation {

  private static final int MOST_CONTEXTS = 512;
  private static final int STEPS = 11; // of bisections
  private static final double SHARPEST = 30;

  private final ModelShape shape;
  private final long seed;
  private final PlantedFeatures features;
  private final RowEncoder encoder;
  private final int[] active;
  private final int contexts; // to take means over
  private final float[] predictions; // (SIZE, active)

  Simulation(ModelShape shape, long seed, PlantedFeatures features, RowEncoder encoder) {
    this.shape = shape;
    this.seed = seed;
    this.features = features;
    this.encoder = encoder;
    this.active = features.active();
    this.contexts = Math.min(MOST_CONTEXTS, active.length);
    this.predictions = new float[PlantedFeatures.SIZE * active.length];
    float[] rows = rounded(active, new float[] {1});
    for (int token = 0; token < active.length; token++) {
      for (int i = 0; i < PlantedFeatures.SIZE; i++) {
        predictions[i * active.length + token] =
            rows[token * PlantedWeights.MEANINGFUL + PlantedWeights.PREDICTION + i]
                / PlantedWeights.PREDICTION_SIZE;
      }
    }
  }

  /** The most that the mean entropy can be, in nats: that of equal chances. */
  double greatestEntropy() {
    return Math.log(active.length);
  }

  /** The deviation of the logits that gives a mean entropy in nats. */
  double sharpness(double entropy) {
    float[] mixture = {1};
    float[] rows = rounded(spread(), mixture);
    DoubleUnaryOperator meanEntropy =
        sharpness ->
            mean(
                context -> {
                  double[] p = distribution(rows, context, sharpness);
                  double sum = 0;
                  for (double chance : p) {
                    sum -= chance > 0 ? chance * Math.log(chance) : 0;
                  }
                  return sum;
                });
    return bisect(sharpness -> -meanEntropy.applyAsDouble(sharpness), -entropy, SHARPEST);
  }

  /** The correlation of two models' directions that gives a mean acceptance rate. */
  double correlation(double acceptance, double sharpness) {
    float[] rows = rounded(spread(), new float[] {1});
    double[][] targets =
        IntStream.range(0, contexts)
            .parallel()
            .mapToObj(context -> distribution(rows, context, sharpness))
            .toArray(double[][]::new);
    DoubleUnaryOperator meanAcceptance =
        correlation -> {
          float[] others =
              rounded(
                  spread(),
                  new float[] {
                    (float) correlation, (float) Math.sqrt(1 - correlation * correlation)
                  });
          return mean(
              context -> {
                double[] p = targets[context];
                double[] q = distribution(others, context, sharpness);
                double sum = 0;
                for (int i = 0; i < p.length; i++) {
                  sum += Math.min(p[i], q[i]);
                }
                return sum;
              });
        };
    return bisect(meanAcceptance, acceptance, 1);
  }

  /**
   * Tokens that a planted model might generate.
   *
   * @param walk which of many, all different
   */
  int[] walk(float[] mixture, double sharpness, int length, int walk) {
    SplittableRandom random = RandomWeights.random(seed, Integer.MIN_VALUE, walk);
    int[] tokens = new int[length];
    tokens[0] = active[random.nextInt(active.length)];
    for (int i = 1; i < length; i++) {
      double[] p = distribution(rounded(new int[] {tokens[i - 1]}, mixture), 0, sharpness);
      double rest = random.nextDouble();
      int next = 0;
      while (next < p.length - 1 && rest >= p[next]) {
        rest -= p[next++];
      }
      tokens[i] = active[next];
    }
    return tokens;
  }

  private double[] distribution(float[] rows, int context, double sharpness) {
    float[] logits = new float[active.length];
    for (int i = 0; i < PlantedFeatures.SIZE; i++) {
      float factor = rows[context * PlantedWeights.MEANINGFUL + PlantedWeights.CONTEXT + i];
      int at = i * active.length;
      for (int token = 0; token < logits.length; token++) {
        logits[token] += factor * predictions[at + token];
      }
    }
    double scale = sharpness / Math.sqrt(PlantedFeatures.SIZE);
    double greatest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      greatest = Math.max(greatest, logit * scale);
    }
    double[] p = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      p[i] = Math.exp(logits[i] * scale - greatest);
      sum += p[i];
    }
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }
    return p;
  }

  /** Contexts to take means over: not of a walk, so that they do not repeat. */
  private int[] spread() {
    return IntStream.range(0, contexts)
        .map(i -> active[(int) ((long) i * active.length / contexts)])
        .toArray();
  }

  private double mean(IntToDoubleFunction ofContext) {
    return IntStream.range(0, contexts).parallel().mapToDouble(ofContext).average().orElseThrow();
  }

  /** Where a rising function takes a value, between 0 and a limit. */
  private static double bisect(DoubleUnaryOperator rising, double value, double limit) {
    double low = 0;
    double high = limit;
    for (int step = 0; step < STEPS; step++) {
      double middle = (low + high) / 2;
      if (rising.applyAsDouble(middle) < value) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /** The meaningful columns of tokens' rows, (token, MEANINGFUL), as the format rounds them. */
  private float[] rounded(int[] tokens, float[] mixture) {
    PlantedWeights weights = new PlantedWeights(shape, seed, features, mixture, 1);
    int columns = PlantedWeights.MEANINGFUL;
    int rowBytes = Math.toIntExact(encoder.type().byteSize(columns));
    byte[] stored = new byte[tokens.length * rowBytes];
    IntStream.range(0, tokens.length)
        .parallel()
        .forEach(
            i -> {
              float[] row = new float[columns];
              weights.meaningful(tokens[i], row);
              encoder.encode(row, stored, i * rowBytes);
            });
    float[] rows = new float[tokens.length * columns];
    try (Arena arena = Arena.ofConfined()) {
      WeightFormat format = WeightFormat.of(encoder.type()).orElseThrow();
      PackedMatrix matrix = PackedMatrix.allocate(arena, format, tokens.length, columns);
      for (int tile = 0; tile < matrix.tiles(); tile++) {
        matrix.packTile(tile, MemorySegment.ofArray(stored));
      }
      for (int i = 0; i < tokens.length; i++) {
        matrix.copyRow(i, rows, i * columns);
      }
    }
    return rows;
  }
}
