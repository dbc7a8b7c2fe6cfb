package io.github.pyramidsd.engine.synthetic;

import java.util.Arrays;

/**
 * The weights of a planted model: its next-token distribution is that of {@link PlantedFeatures},
 * at the full cost of its shape.
 *
 * <p>Of a token's state, four stretches of columns have a meaning. The embedding writes the token's
 * direction as a context to the first and a constant to the third. The layers before the last add a
 * little noise. In the last feed-forward network, one hidden unit for each number of the direction
 * is open, because its gate sees only the constant, and copies the number to the second stretch,
 * much enlarged; one more copies the constant to the fourth. The output matrix has the tokens'
 * directions as predictions in the second, and in the fourth what keeps tokens that are never
 * predicted away; the last norm hides all else from it.
 *
 * @param mixture how much the model has of each of the family's directions
 * @param sharpness the deviation of the logits
 */
@SuppressWarnings("ArrayRecordComponent") // never changed
record PlantedWeights(
    ModelShape shape, long seed, PlantedFeatures features, float[] mixture, double sharpness)
    implements WeightSource {

  /** The columns up to here have a meaning; whole blocks of every format. */
  static final int MEANINGFUL = 256;

  static final int CONTEXT = 0;
  static final int PREDICTION = CONTEXT + PlantedFeatures.SIZE;

  /** How large predictions' numbers are in the matrix; contexts' are 1. */
  static final float PREDICTION_SIZE = 0.25f;

  private static final int CONSTANT = PREDICTION + PlantedFeatures.SIZE;
  private static final int CONSTANT_COLUMNS = 32; // a whole block
  private static final float CONSTANT_SIZE = 0.5f;
  private static final int EXCLUSION = CONSTANT + CONSTANT_COLUMNS;
  private static final int EXCLUSION_COLUMNS = 32;
  private static final int END = EXCLUSION + EXCLUSION_COLUMNS;
  private static final float FILLER = 0.02f; // of the embedding's other columns
  private static final float COPY = 16; // how much larger the copied direction is
  private static final float EXCLUDE = 4; // what the state has there
  private static final float OPEN = 8; // what gates of copying units see
  private static final float QUIET = 0.1f; // norms before the layers that only add noise
  private static final double PENALTY = 16; // logits of tokens that are excluded

  @Override
  public void fill(ModelTensor tensor, int row, float[] out) {
    boolean last = tensor.layer() == shape.layers() - 1;
    float even = (float) (1 / Math.sqrt(out.length)); // keeps the size of numbers
    switch (tensor.role()) {
      case EMBEDDING -> embedding(tensor, row, out);
      case OUTPUT -> output(tensor, row, out);
      case OUTPUT_NORM -> outputNorm(out);
      case ATTENTION_NORM -> Arrays.fill(out, QUIET);
      case FEED_FORWARD_NORM -> Arrays.fill(out, last ? 1 : QUIET);
      case HEAD_NORM -> Arrays.fill(out, 1);
      case ROPE_FACTORS -> System.arraycopy(shape.ropeFactors(), 0, out, 0, out.length);
      case BIAS -> noise(tensor, row, QUIET * QUIET, out);
      case QUERY, KEY, VALUE -> noise(tensor, row, even, out);
      case ATTENTION_OUTPUT -> noise(tensor, row, even * 0.02f, out);
      case GATE, UP -> {
        noise(tensor, row, last ? QUIET * even : even, out);
        if (last && row <= PlantedFeatures.SIZE) {
          copyingUnit(tensor.role(), row, out);
        }
      }
      case DOWN -> {
        noise(tensor, row, even * 0.4f, out);
        if (last) {
          copiedColumns(row, out);
        }
      }
    }
  }

  private void noise(ModelTensor tensor, int row, float deviation, float[] out) {
    RandomWeights.noise(seed ^ shape.name().hashCode(), tensor, row, deviation, out);
  }

  private void embedding(ModelTensor tensor, int token, float[] out) {
    noise(tensor, token, FILLER, out);
    contextColumns(token, out);
    if (shape.tied()) {
      predictionColumns(token, out);
    } else {
      Arrays.fill(out, PREDICTION, CONSTANT, 0);
      Arrays.fill(out, EXCLUSION, END, 0);
    }
  }

  private void output(ModelTensor tensor, int token, float[] out) {
    noise(tensor, token, FILLER, out);
    predictionColumns(token, out);
  }

  /** Fills in what the embedding says of a token as a context. */
  private void contextColumns(int token, float[] out) {
    features.context(token, mixture, out, CONTEXT);
    Arrays.fill(out, CONSTANT, EXCLUSION, CONSTANT_SIZE);
  }

  /** Fills in what the output matrix says of a token as a prediction. */
  private void predictionColumns(int token, float[] out) {
    boolean active = features.isActive(token);
    Arrays.fill(out, PREDICTION, CONSTANT, 0);
    Arrays.fill(out, EXCLUSION, END, active ? 0 : -CONSTANT_SIZE);
    if (active) {
      features.prediction(token, out, PREDICTION);
      for (int i = PREDICTION; i < CONSTANT; i++) {
        out[i] *= PREDICTION_SIZE;
      }
    }
  }

  /** The first {@link #MEANINGFUL} columns of a tied embedding, without filler. */
  void meaningful(int token, float[] out) {
    Arrays.fill(out, 0);
    contextColumns(token, out);
    predictionColumns(token, out);
  }

  private void copyingUnit(ModelTensor.Role role, int unit, float[] out) {
    Arrays.fill(out, 0);
    double norm = meanSquareRoot(0, 0);
    float constant = (float) (norm / (CONSTANT_COLUMNS * CONSTANT_SIZE)); // is seen as 1
    if (role == ModelTensor.Role.GATE) {
      Arrays.fill(out, CONSTANT, EXCLUSION, OPEN * constant);
    } else if (unit < PlantedFeatures.SIZE) {
      out[CONTEXT + unit] = (float) (norm / OPEN); // its product with the gate is the number
    } else {
      Arrays.fill(out, CONSTANT, EXCLUSION, constant / OPEN);
    }
  }

  /** Where the copying units write to, in a row of the last feed-forward network's output. */
  private static void copiedColumns(int row, float[] out) {
    Arrays.fill(out, 0, PlantedFeatures.SIZE + 1, 0);
    if (row >= PREDICTION && row < CONSTANT) {
      out[row - PREDICTION] = COPY;
    } else if (row >= EXCLUSION && row < END) {
      out[PlantedFeatures.SIZE] = EXCLUDE;
    }
  }

  private void outputNorm(float[] out) {
    double norm = meanSquareRoot(COPY, EXCLUDE);
    Arrays.fill(out, 0);
    double unit = norm / (COPY * PREDICTION_SIZE * Math.sqrt(PlantedFeatures.SIZE));
    Arrays.fill(out, PREDICTION, CONSTANT, (float) (sharpness * unit));
    double excluded = EXCLUSION_COLUMNS * EXCLUDE * CONSTANT_SIZE / norm;
    Arrays.fill(out, EXCLUSION, END, (float) (PENALTY / excluded));
  }

  /** What norms divide a predicted token's state by, when what was copied is so large. */
  private double meanSquareRoot(double copied, double excluded) {
    double own = shape.tied() ? PREDICTION_SIZE : 0;
    double squares =
        PlantedFeatures.SIZE * (1 + copied * copied + own * own)
            + CONSTANT_COLUMNS * CONSTANT_SIZE * CONSTANT_SIZE
            + EXCLUSION_COLUMNS * excluded * excluded
            + (shape.width() - END) * FILLER * FILLER;
    return Math.sqrt(squares / shape.width());
  }
}
