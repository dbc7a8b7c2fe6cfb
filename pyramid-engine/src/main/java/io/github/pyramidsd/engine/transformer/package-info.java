/**
 * One decoder-only transformer, driven by its configuration: what a GGUF file says of its shape,
 * its weights, the cache of keys and values, and the forward pass.
 */
@NullMarked
package io.github.pyramidsd.engine.transformer;

import org.jspecify.annotations.NullMarked;
