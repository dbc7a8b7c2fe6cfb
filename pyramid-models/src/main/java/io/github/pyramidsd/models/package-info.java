/** The embedded model family, and finding models by name or path. */
@NullMarked
package io.github.pyramidsd.models;

import org.jspecify.annotations.NullMarked;
