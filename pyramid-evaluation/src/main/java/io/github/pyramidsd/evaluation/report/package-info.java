/** What a study found, for people and for programs: {@code report.html} and {@code summary.csv}. */
@NullMarked
package io.github.pyramidsd.evaluation.report;

import org.jspecify.annotations.NullMarked;
