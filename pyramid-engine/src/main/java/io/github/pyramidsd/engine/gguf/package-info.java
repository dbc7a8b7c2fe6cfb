/**
 * Reads GGUF files: metadata, tensor descriptions and the bytes of tensors, and trusts none of
 * them.
 *
 * <p>Every count, length, dimension and offset is checked against the bytes that are there before
 * anything is allocated or sliced, so a malformed file gives a {@link
 * io.github.pyramidsd.engine.gguf.GgufException} that says where and why, and nothing else.
 */
@NullMarked
package io.github.pyramidsd.engine.gguf;

import org.jspecify.annotations.NullMarked;
