/** Studies of how fast, how good and how stable methods of decoding are; batches of prompts. */
@SuppressWarnings("requires-automatic") // Hipparchus has no descriptors
module io.github.pyramidsd.evaluation {
  requires static transitive org.jspecify;
  requires transitive io.github.pyramidsd.decoding;
  requires transitive io.github.pyramidsd.engine;
  requires com.fasterxml.jackson.annotation;
  requires hipparchus.core;
  requires hipparchus.stat;
  requires io.github.pyramidsd.models;
  requires org.snakeyaml.engine.v2;
  requires transitive tools.jackson.databind;
  requires tools.jackson.dataformat.csv;

  exports io.github.pyramidsd.evaluation.batch;
  exports io.github.pyramidsd.evaluation.json;
  exports io.github.pyramidsd.evaluation.report;
  exports io.github.pyramidsd.evaluation.result;
  exports io.github.pyramidsd.evaluation.run;
  exports io.github.pyramidsd.evaluation.statistics;
  exports io.github.pyramidsd.evaluation.study;
  exports io.github.pyramidsd.evaluation.task;

  opens io.github.pyramidsd.evaluation.batch to
      tools.jackson.databind;
  opens io.github.pyramidsd.evaluation.report to
      tools.jackson.databind;
  opens io.github.pyramidsd.evaluation.result to
      tools.jackson.databind;
  opens io.github.pyramidsd.evaluation.statistics to
      tools.jackson.databind;

  uses io.github.pyramidsd.evaluation.batch.BatchDistributor;
  uses io.github.pyramidsd.evaluation.run.RunDistributor;
}
