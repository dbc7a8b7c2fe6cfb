package io.github.pyramidsd.cli;

import io.github.pyramidsd.engine.Engine;
import io.github.pyramidsd.engine.Engine.CacheType;
import io.github.pyramidsd.engine.Engine.KernelChoice;
import picocli.CommandLine.Option;

/** What models compute with. */
final class EngineOptions {

  private static final int MOST_THREADS = 1024;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute; 0 (default) takes one for each core.")
  private int threads;

  @Option(
      names = "--kernel",
      paramLabel = "KERNEL",
      converter = Labels.KernelConverter.class,
      description = "What to compute with: auto (default), scalar or vector.")
  private KernelChoice kernel = KernelChoice.AUTO;

  @Option(
      names = "--cache-type",
      paramLabel = "TYPE",
      converter = Labels.CacheTypeConverter.class,
      description =
          "How keys and values of the context are stored: f32 (default), or f16 in half the memory,"
              + " rounded.")
  private CacheType cacheType = CacheType.F32;

  ModelLoader start(ModelLoader.Starter models) {
    check();
    return models.start(threads, kernel, cacheType);
  }

  /** Starts an engine. */
  Engine engine() {
    check();
    return Engine.start(threads, kernel, cacheType);
  }

  /** How keys and values are stored, which the tokens depend on. */
  CacheType cacheType() {
    return cacheType;
  }

  /** How many threads compute; 0: one for each core. */
  int threads() {
    return threads;
  }

  /** Checks that nothing is asked for that engines of other processes are not told. */
  void checkDistributed(String option) {
    if (cacheType != CacheType.F32) {
      throw new UsageException(option + " and --cache-type exclude each other: give one of them");
    }
  }

  /** Checks the ranges, before anything takes time. */
  void check() {
    UsageException.check(
        threads >= 0 && threads <= MOST_THREADS,
        "--threads",
        threads,
        "0 (all cores) to " + MOST_THREADS);
  }
}
