@NullMarked
package io.github.pyramidsd.evaluation.report;

import org.jspecify.annotations.NullMarked;
