package io.github.pyramidsd.cli;

/**
 * What models compute with.
 *
 * @param threads how many compute
 * @param kernel {@code vector} or {@code scalar}
 * @param vectorBits the width of the vectors; 0 without any
 */
record Computation(int threads, String kernel, int vectorBits) {

  @Override
  public String toString() {
    String bits = vectorBits == 0 ? "" : " of %s bits".formatted(vectorBits);
    return "%s %s, %s kernels%s"
        .formatted(threads, threads == 1 ? "thread" : "threads", kernel, bits);
  }
}
