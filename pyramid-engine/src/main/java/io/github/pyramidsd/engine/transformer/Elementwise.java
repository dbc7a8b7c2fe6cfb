package io.github.pyramidsd.engine.transformer;

/** The small operations between the multiplications, on one token each. */
final class Elementwise {

  private Elementwise() {}

  /** x += y. */
  static void add(float[] x, int from, float[] y, int yFrom, int size) {
    for (int i = 0; i < size; i++) {
      x[from + i] += y[yFrom + i];
    }
  }
}
