package io.github.pyramidsd.engine.kernel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;

/**
 * Chooses the kernels. It looks for the Vector API before it touches a class that needs it, so the
 * engine starts without it and says how to get it.
 *
 * @param kernels what was chosen
 * @param reason why, in one sentence
 */
public record KernelProvider(Kernels kernels, String reason) {

  private static final Logger LOGGER = System.getLogger(KernelProvider.class.getName());
  private static final String MODULE = "jdk.incubator.vector";
  private static final String HOW = "start java with --add-modules " + MODULE;

  /** The Vector API where it is (after a cold start in scalar code), else scalar code. */
  public static KernelProvider best() {
    if (!isVectorApiThere()) {
      KernelProvider chosen =
          new KernelProvider(
              new ScalarKernels(),
              "the Vector API is not enabled, which makes everything many times slower: " + HOW);
      LOGGER.log(Level.WARNING, "scalar kernels: {0}", chosen.reason());
      return chosen;
    }
    return best(ColdStartKernels::new);
  }

  /** Those kernels or, where the JVM cannot initialise them, scalar code. */
  static KernelProvider best(Supplier<Kernels> vectors) {
    try {
      return vector(vectors.get());
    } catch (LinkageError e) {
      KernelProvider chosen =
          new KernelProvider(
              new ScalarKernels(), "vector kernels cannot be initialised: " + cause(e));
      LOGGER.log(Level.WARNING, "scalar kernels: {0}", chosen.reason());
      return chosen;
    }
  }

  /** What a class threw as it was initialised, which only the first to use it is told directly. */
  private static String cause(Throwable thrown) {
    Throwable deepest = thrown;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage());
  }

  /** Scalar code. */
  public static KernelProvider scalar() {
    return logged(new KernelProvider(new ScalarKernels(), "scalar kernels were asked for"));
  }

  /**
   * The Vector API from the first multiplication on.
   *
   * @throws IllegalStateException if this JVM does not offer it or cannot initialise it
   */
  public static KernelProvider vector() {
    if (!isVectorApiThere()) {
      throw new IllegalStateException("the Vector API is not enabled: " + HOW);
    }
    try {
      return vector(new VectorKernels());
    } catch (LinkageError e) {
      throw new IllegalStateException("vector kernels cannot be initialised: " + cause(e), e);
    }
  }

  private static KernelProvider vector(Kernels kernels) {
    return logged(
        new KernelProvider(
            kernels,
            "the Vector API is enabled and this machine's vectors have %s bits"
                .formatted(kernels.vectorBits())));
  }

  private static KernelProvider logged(KernelProvider chosen) {
    LOGGER.log(
        Level.INFO,
        "{0} kernels, {1} bits: {2}",
        chosen.kernels().name(),
        chosen.kernels().vectorBits(),
        chosen.reason());
    return chosen;
  }

  private static boolean isVectorApiThere() {
    return ModuleLayer.boot().findModule(MODULE).isPresent();
  }
}
