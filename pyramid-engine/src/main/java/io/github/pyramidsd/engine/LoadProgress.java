package io.github.pyramidsd.engine;

/** Hears how far a model has been loaded. */
@FunctionalInterface
public interface LoadProgress {

  /** Hears nothing. */
  LoadProgress NONE = (_, _) -> {};

  /**
   * Some more has been loaded. Called by the threads that load, by one at a time, about once a
   * megabyte; so it should return at once.
   *
   * @param bytes of the file's weights that are loaded, more each time
   * @param total what {@code bytes} is in the end
   */
  void loaded(long bytes, long total);
}
