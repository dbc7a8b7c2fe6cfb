/** What the decoder needs of a language model: tokens in, logits out, and a way back. */
@NullMarked
package io.github.pyramidsd.decoding.model;

import org.jspecify.annotations.NullMarked;
