/** The decoding algorithms: speculative, fuzzy and pyramid. Needs nothing but {@code java.base}. */
module io.github.pyramidsd.decoding {
  requires static transitive org.jspecify;

  exports io.github.pyramidsd.decoding.decode;
  exports io.github.pyramidsd.decoding.model;
  exports io.github.pyramidsd.decoding.plan;
  exports io.github.pyramidsd.decoding;
  exports io.github.pyramidsd.decoding.sampling;
}
