/** Makes the runs of a study, in a fair order, and goes on where it was stopped. */
@NullMarked
package io.github.pyramidsd.evaluation.run;

import org.jspecify.annotations.NullMarked;
