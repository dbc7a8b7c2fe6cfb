package io.github.pyramidsd.spark;

import java.io.IOException;
import java.io.Serializable;

/**
 * Work that comes in units and makes a line of each. Units and lines are JSON without line breaks
 * and tabs; what a line says depends on its unit alone, times excepted.
 */
interface Work extends Serializable {

  /** Does units, one at a time. */
  interface Worker extends AutoCloseable {

    /** The line of a unit. */
    String line(String unit) throws IOException;

    @Override
    void close();
  }

  /** Hexadecimal digits, equal for work that the same worker can do with the same lines. */
  String key();

  /** Opens a worker, with its models. */
  Worker open() throws IOException;
}
