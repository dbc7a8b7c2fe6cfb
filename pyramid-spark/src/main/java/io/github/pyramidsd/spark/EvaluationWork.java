package io.github.pyramidsd.spark;

import io.github.pyramidsd.engine.Engine;
import io.github.pyramidsd.engine.Engine.KernelChoice;
import io.github.pyramidsd.engine.Sha256;
import io.github.pyramidsd.evaluation.json.Json;
import io.github.pyramidsd.evaluation.run.StudyExecutor;
import io.github.pyramidsd.evaluation.study.Configuration;
import io.github.pyramidsd.evaluation.study.Study;
import io.github.pyramidsd.evaluation.study.StudyReader;
import io.github.pyramidsd.evaluation.study.StudySource;
import java.io.IOException;

/**
 * Runs of a study as units and their results as lines.
 *
 * @param threads of a worker's engine; 0: one for each core
 */
record EvaluationWork(StudySource source, int threads) implements Work {

  private static final int DIGITS = 24;

  @Override
  public String key() {
    return Sha256.hex(source.directory() + "\n" + source.text(), DIGITS);
  }

  /** Opens the family, and warms up all that the study will ask of it. */
  @Override
  public Worker open() throws IOException {
    Study study = StudyReader.read(source);
    Engine engine = Engine.start(threads, KernelChoice.AUTO);
    try {
      StudyExecutor executor = StudyExecutor.open(study, engine);
      for (int round = 0; round < study.warmUp(); round++) {
        for (Configuration configuration : study.configurations()) {
          executor.warmUp(configuration, round);
        }
      }
      return new StudyWorker(executor, engine);
    } catch (IOException | RuntimeException | Error e) {
      engine.close();
      throw e;
    }
  }

  private record StudyWorker(StudyExecutor executor, Engine engine) implements Worker {
    @Override
    public String line(String unit) {
      return Json.write(executor.execute(RunUnits.read(unit)));
    }

    @Override
    public void close() {
      executor.close();
      engine.close();
    }
  }
}
