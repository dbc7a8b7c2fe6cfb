package io.github.pyramidsd.engine.synthetic;

/** The weights of a model, row by row: a function of the tensor and the row, whoever asks when. */
@FunctionalInterface
interface WeightSource {

  /** Fills in a row, all {@code tensor.columns()} numbers of it. */
  void fill(ModelTensor tensor, int row, float[] out);
}
