/** The embedded model family, and finding models by name or path. */
module io.github.pyramidsd.models {
  requires static org.jspecify;
  requires transitive io.github.pyramidsd.engine;

  exports io.github.pyramidsd.models;
}
