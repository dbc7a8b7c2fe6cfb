/** Completes many prompts: JSON lines in, JSON lines out. */
@NullMarked
package io.github.pyramidsd.evaluation.batch;

import org.jspecify.annotations.NullMarked;
