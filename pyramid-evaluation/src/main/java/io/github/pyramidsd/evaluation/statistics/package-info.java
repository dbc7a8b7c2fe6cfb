/** What the runs of a study say, and how sure it is: intervals, tests, summaries, comparisons. */
@NullMarked
package io.github.pyramidsd.evaluation.statistics;

import org.jspecify.annotations.NullMarked;
