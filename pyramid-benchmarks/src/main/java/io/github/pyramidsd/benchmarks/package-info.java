/** Benchmarks of single kernels, in scalar and vector twins. */
@NullMarked
package io.github.pyramidsd.benchmarks;

import org.jspecify.annotations.NullMarked;
