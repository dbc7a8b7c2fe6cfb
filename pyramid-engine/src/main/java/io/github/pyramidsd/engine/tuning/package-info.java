/** What speculation needs to know of a model, found by measuring it: which layers to draft with. */
@NullMarked
package io.github.pyramidsd.engine.tuning;

import org.jspecify.annotations.NullMarked;
