/** What a study asks for: models, methods with their knobs, tasks, seeds and limits. */
@NullMarked
package io.github.pyramidsd.evaluation.study;

import org.jspecify.annotations.NullMarked;
