/** The {@code pyramid} command. */
@NullMarked
package io.github.pyramidsd.cli;

import org.jspecify.annotations.NullMarked;
