/** The {@code pyramid} command. */
module io.github.pyramidsd.cli {
  requires static org.jspecify;
  requires com.fasterxml.jackson.annotation;
  requires info.picocli;
  requires io.github.pyramidsd.decoding;
  requires io.github.pyramidsd.engine;
  requires io.github.pyramidsd.evaluation;
  requires io.github.pyramidsd.models;
  requires java.logging;
  requires java.management;
  requires jdk.management;
  requires tools.jackson.databind;

  opens io.github.pyramidsd.cli to
      info.picocli,
      tools.jackson.databind;
}
