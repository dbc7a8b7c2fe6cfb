package io.github.pyramidsd.engine;

import java.util.Locale;

/**
 * The memory that a model or a context is about to take.
 *
 * @param model what messages call the model
 * @param weightBytes the weights; 0 if they are loaded already
 * @param contextLength tokens of the context; 0 if there is none
 * @param contextBytes its keys, values and buffers
 */
record MemoryDemand(String model, long weightBytes, int contextLength, long contextBytes) {

  private static final double GIGABYTE = 1L << 30;

  /**
   * Checks that there is as much.
   *
   * @throws InsufficientMemoryException if there is not
   */
  void require(long availableBytes) {
    long needed = weightBytes + contextBytes;
    if (needed > availableBytes) {
      throw new InsufficientMemoryException(
          "%s: %s, but only %s are available: %s"
              .formatted(model, needs(needed), gigabytes(availableBytes), advice()));
    }
  }

  private String needs(long needed) {
    String context = "a context of " + contextLength + " tokens";
    if (weightBytes == 0) {
      return "%s needs %s more memory".formatted(context, gigabytes(needed));
    }
    if (contextLength == 0) {
      return "its weights need %s of memory".formatted(gigabytes(needed));
    }
    return "needs %s of memory, %s for weights and %s for %s"
        .formatted(gigabytes(needed), gigabytes(weightBytes), gigabytes(contextBytes), context);
  }

  private String advice() {
    String smaller = "a file with smaller weights, such as Q4_0";
    String shorter = "a shorter context";
    String change =
        weightBytes == 0 ? shorter : contextLength == 0 ? smaller : shorter + " or " + smaller;
    return "use " + change + ", or end other programs";
  }

  private static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.2f GB", bytes / GIGABYTE);
  }
}
