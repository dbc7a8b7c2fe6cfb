package io.github.pyramidsd.decoding.plan;

final class Knob {
  static double d(String n, double v) {
    return Double.parseDouble(System.getProperty(n, "" + v));
  }

  static int i(String n, int v) {
    return Integer.getInteger(n, v);
  }

  private Knob() {}
}
