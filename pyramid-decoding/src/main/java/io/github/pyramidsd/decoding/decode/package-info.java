/**
 * The decoder: token sources, the rules by which one accepts another's proposals, and the
 * generation of text.
 *
 * <p>A {@link io.github.pyramidsd.decoding.decode.Pyramid} says which models work together and how;
 * a {@link io.github.pyramidsd.decoding.decode.Generation} is one response that it writes.
 */
@NullMarked
package io.github.pyramidsd.decoding.decode;

import org.jspecify.annotations.NullMarked;
