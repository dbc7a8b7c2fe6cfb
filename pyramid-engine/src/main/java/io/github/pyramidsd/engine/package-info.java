/**
 * GGUF models on the CPU: open one with {@link io.github.pyramidsd.engine.GgufModel#open(
 * java.nio.file.Path)} and decode with it.
 */
@NullMarked
package io.github.pyramidsd.engine;

import org.jspecify.annotations.NullMarked;
