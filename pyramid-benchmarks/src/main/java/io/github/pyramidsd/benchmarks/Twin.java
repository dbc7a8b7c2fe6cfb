package io.github.pyramidsd.benchmarks;

import io.github.pyramidsd.engine.kernel.KernelProvider;
import io.github.pyramidsd.engine.kernel.Kernels;

/** Which kernels are measured. Lower case, as parameters are written. */
public enum Twin {
  /** Plain Java, one number at a time. */
  scalar,
  /** The Vector API. */
  vector;

  Kernels kernels() {
    return switch (this) {
      case scalar -> KernelProvider.scalar().kernels();
      case vector -> KernelProvider.vector().kernels();
    };
  }
}
