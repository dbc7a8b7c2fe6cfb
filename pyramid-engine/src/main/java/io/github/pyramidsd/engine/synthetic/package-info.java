/** Models that nobody trained: for measuring speed where weights cannot be had. */
@NullMarked
package io.github.pyramidsd.engine.synthetic;

import org.jspecify.annotations.NullMarked;
