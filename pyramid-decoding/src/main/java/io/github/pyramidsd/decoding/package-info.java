/** The decoder: the one place that puts models, methods and the planner together. */
@NullMarked
package io.github.pyramidsd.decoding;

import org.jspecify.annotations.NullMarked;
