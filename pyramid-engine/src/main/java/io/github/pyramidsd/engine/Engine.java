package io.github.pyramidsd.engine;

import io.github.pyramidsd.engine.kernel.HeadCache.Precision;
import io.github.pyramidsd.engine.kernel.KernelProvider;
import io.github.pyramidsd.engine.kernel.Kernels;
import io.github.pyramidsd.engine.kernel.WorkerPool;

/**
 * What models compute with: one set of kernels and one pool of threads, which any number of models
 * may share; and how their caches are stored.
 */
public final class Engine implements AutoCloseable {

  /** Which kernels to compute with. All give the same numbers, bit for bit. */
  public enum KernelChoice {
    /** The Vector API where this JVM offers it, else scalar code. */
    AUTO,
    /** Plain Java, one number at a time: slow, and the specification of the other. */
    SCALAR,
    /** The Vector API; an error where this JVM does not offer it. */
    VECTOR
  }

  /**
   * How sessions store the keys and values of their context, unless they are {@linkplain
   * GgufModel#newSession(int, CacheType) opened with another type}.
   */
  public enum CacheType {
    /** Single precision: 4 bytes a number. */
    F32(Precision.SINGLE),
    /**
     * Half precision: half the memory, rounded to 11 significant bits. Numbers beyond 65504, which
     * models made for half precision do not have, become infinite.
     */
    F16(Precision.HALF);

    private final Precision precision;

    CacheType(Precision precision) {
      this.precision = precision;
    }

    Precision precision() {
      return precision;
    }
  }

  private static final int MOST_THREADS = 1024;

  /** Starts when it is first asked for. */
  private static final class Shared {
    static final Engine ENGINE = start(0, KernelChoice.AUTO);
  }

  private final KernelProvider provider;
  private final WorkerPool pool;
  private final CacheType cacheType;

  private Engine(KernelProvider provider, int threads, CacheType cacheType) {
    this.provider = provider;
    this.cacheType = cacheType;
    this.pool = new WorkerPool(threads);
  }

  /** Starts an engine whose caches are of {@link CacheType#F32}. */
  public static Engine start(int threads, KernelChoice kernels) {
    return start(threads, kernels, CacheType.F32);
  }

  /**
   * Starts an engine.
   *
   * @param threads how many threads compute, the caller's included; 0 takes one for each core
   * @param cacheType how sessions store keys and values
   * @throws IllegalArgumentException if {@code threads} is negative or above 1024
   * @throws IllegalStateException if the kernels asked for cannot run on this JVM; the message says
   *     how to enable them
   */
  public static Engine start(int threads, KernelChoice kernels, CacheType cacheType) {
    if (threads < 0 || threads > MOST_THREADS) {
      throw new IllegalArgumentException(
          "threads is " + threads + ", expected 0 (one for each core) to " + MOST_THREADS);
    }
    KernelProvider provider =
        switch (kernels) {
          case AUTO -> KernelProvider.best();
          case SCALAR -> KernelProvider.scalar();
          case VECTOR -> KernelProvider.vector();
        };
    return new Engine(
        provider, threads == 0 ? Runtime.getRuntime().availableProcessors() : threads, cacheType);
  }

  /**
   * The engine that models share which are opened without one: all cores, the best kernels. It
   * lives as long as the JVM; do not close it.
   */
  public static Engine shared() {
    return Shared.ENGINE;
  }

  /** How many threads compute, the caller's included. */
  public int threads() {
    return pool.threads();
  }

  /** The name of the kernels that were chosen: {@code vector} or {@code scalar}. */
  public String kernels() {
    return provider.kernels().name();
  }

  /** The width of the vectors in bits; 0 for scalar kernels. */
  public int vectorBits() {
    return provider.kernels().vectorBits();
  }

  /** Why these kernels were chosen, and how to get faster ones if there are any; one sentence. */
  public String reason() {
    return provider.reason();
  }

  /** How sessions store keys and values, unless they are opened with another type. */
  public CacheType cacheType() {
    return cacheType;
  }

  Kernels computation() {
    return provider.kernels();
  }

  WorkerPool pool() {
    return pool;
  }

  /** Ends the pool's threads. Models that were opened with this engine must be closed before. */
  @Override
  public void close() {
    pool.close();
  }
}
