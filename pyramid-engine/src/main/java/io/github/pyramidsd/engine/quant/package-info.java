/**
 * Weight formats, one file each: how a GGUF tensor type stores numbers, how they are laid out for
 * the kernels, and, as the specification of both, what they are worth.
 */
@NullMarked
package io.github.pyramidsd.engine.quant;

import org.jspecify.annotations.NullMarked;
