package io.github.pyramidsd.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Also run on a JVM without the Vector API: see the executions of Surefire in the module's POM. */
class KernelProviderTest {

  private static final boolean VECTOR_API =
      ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

  @Test
  void theBestKernelsAreVectorOnesWhereTheyCanRun() {
    KernelProvider chosen = KernelProvider.best();
    assertThat(chosen.kernels().name()).isEqualTo(VECTOR_API ? "vector" : "scalar");
    if (!VECTOR_API) {
      assertThat(chosen.reason()).contains("--add-modules jdk.incubator.vector");
    }
  }

  @Test
  void vectorsThatCannotBeInitialisedAreReplacedByScalarsAndItIsSaidWhy() {
    KernelProvider chosen =
        KernelProvider.best(
            () -> {
              throw new ExceptionInInitializerError(new IllegalStateException("no such width"));
            });
    assertThat(chosen.kernels().name()).isEqualTo("scalar");
    assertThat(chosen.reason()).contains("no such width");
  }

  @Test
  void scalarKernelsCanBeAskedFor() {
    assertThat(KernelProvider.scalar().kernels().name()).isEqualTo("scalar");
  }

  @Test
  void vectorKernelsThatCannotRunAreAnErrorThatSaysHow() {
    if (VECTOR_API) {
      assertThat(KernelProvider.vector().kernels().vectorBits()).isPositive();
    } else {
      assertThatThrownBy(KernelProvider::vector)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("--add-modules jdk.incubator.vector");
    }
  }
}
