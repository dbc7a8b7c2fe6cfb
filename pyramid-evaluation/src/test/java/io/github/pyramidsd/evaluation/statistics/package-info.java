@NullMarked
package io.github.pyramidsd.evaluation.statistics;

import org.jspecify.annotations.NullMarked;
