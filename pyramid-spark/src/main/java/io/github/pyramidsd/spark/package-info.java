/** Studies and batches as Apache Spark jobs. */
@NullMarked
package io.github.pyramidsd.spark;

import org.jspecify.annotations.NullMarked;
