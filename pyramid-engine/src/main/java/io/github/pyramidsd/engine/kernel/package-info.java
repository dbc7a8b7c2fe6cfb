/**
 * The arithmetic of the engine: an interface, scalar code that specifies it, vector code that
 * repeats it bit for bit, and the threads that share it out. Nothing else touches the Vector API.
 */
@NullMarked
package io.github.pyramidsd.engine.kernel;

import org.jspecify.annotations.NullMarked;
