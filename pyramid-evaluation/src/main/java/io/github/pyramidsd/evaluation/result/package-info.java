/** Finished runs, and the file that they are kept in. */
@NullMarked
package io.github.pyramidsd.evaluation.result;

import org.jspecify.annotations.NullMarked;
