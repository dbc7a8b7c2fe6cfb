/** GGUF models on the CPU, in pure Java. */
module io.github.pyramidsd.engine {
  requires jdk.management;
  requires static jdk.incubator.vector;
  requires static org.jspecify;
  requires transitive io.github.pyramidsd.decoding;

  exports io.github.pyramidsd.engine;
  exports io.github.pyramidsd.engine.synthetic;
  exports io.github.pyramidsd.engine.tuning;
}
