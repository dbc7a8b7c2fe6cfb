/** Benchmarks of single kernels, in scalar and vector twins, and of what `pyramid bench` cannot. */
@NullMarked
package io.github.pyramidsd.benchmarks;

import org.jspecify.annotations.NullMarked;
