package io.github.pyramidsd.engine.kernel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

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
    return vector(new ColdStartKernels());
  }

  /** Scalar code. */
  public static KernelProvider scalar() {
    return logged(new KernelProvider(new ScalarKernels(), "scalar kernels were asked for"));
  }

  /**
   * The Vector API from the first multiplication on.
   *
   * @throws IllegalStateException if this JVM does not offer it
   */
  public static KernelProvider vector() {
    if (!isVectorApiThere()) {
      throw new IllegalStateException("the Vector API is not enabled: " + HOW);
    }
    return vector(new VectorKernels());
  }

  private static KernelProvider vector(Kernels kernels) {
    return logged(
        new KernelProvider(
            kernels,
            "the Vector API is enabled and this machine's vectors have %d bits"
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
