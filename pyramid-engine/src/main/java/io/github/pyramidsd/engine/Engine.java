package io.github.pyramidsd.engine;

/**
 * What models compute with: one set of kernels and one pool of threads, which any number of models
 * may share.
 */
public final class Engine implements AutoCloseable {

  /** Which kernels to compute with. Both give the same numbers, bit for bit. */
  public enum KernelChoice {
    /** The Vector API where this JVM offers it, else scalar code. */
    AUTO,
    /** Plain Java, one number at a time: slow, and the specification of the other. */
    SCALAR,
    /** The Vector API; an error where this JVM does not offer it. */
    VECTOR
  }

  private final int threads;

  private Engine(int threads) {
    this.threads = threads;
  }

  /**
   * Starts an engine.
   *
   * @param threads how many threads compute, the caller's included; 0 takes one for each core
   * @throws IllegalArgumentException if {@code threads} is negative or above 1024
   * @throws IllegalStateException if the kernels asked for cannot run on this JVM; the message says
   *     how to enable them
   */
  public static Engine start(int threads, KernelChoice kernels) {
    return new Engine(threads);
  }

  /** The engine that models share which are opened without one: all cores, the best kernels. */
  public static Engine shared() {
    return start(0, KernelChoice.AUTO);
  }

  /** How many threads compute, the caller's included. */
  public int threads() {
    return threads;
  }

  /** The name of the kernels that were chosen: {@code vector} or {@code scalar}. */
  public String kernels() {
    return "scalar";
  }

  /** The width of the vectors in bits; 0 for scalar kernels. */
  public int vectorBits() {
    return 0;
  }

  /** Why these kernels were chosen, and how to get faster ones if there are any; one sentence. */
  public String reason() {
    return "";
  }

  /** Ends the pool's threads. Models that were opened with this engine must be closed before. */
  @Override
  public void close() {}
}
