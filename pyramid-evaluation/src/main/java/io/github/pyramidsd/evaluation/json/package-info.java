/** Texts, JSON and files of JSON lines: read and written in one way, with errors in one voice. */
@NullMarked
package io.github.pyramidsd.evaluation.json;

import org.jspecify.annotations.NullMarked;
