/** Text to tokens and back: byte-level BPE as GGUF files describe it. */
@NullMarked
package io.github.pyramidsd.engine.tokenizer;

import org.jspecify.annotations.NullMarked;
