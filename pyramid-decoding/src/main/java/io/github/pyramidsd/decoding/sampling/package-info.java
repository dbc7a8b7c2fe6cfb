/** From logits to distributions, and from distributions to tokens. */
@NullMarked
package io.github.pyramidsd.decoding.sampling;

import org.jspecify.annotations.NullMarked;
