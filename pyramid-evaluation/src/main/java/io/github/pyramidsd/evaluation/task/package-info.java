/** What models are asked, and how answers are judged. */
@NullMarked
package io.github.pyramidsd.evaluation.task;

import org.jspecify.annotations.NullMarked;
