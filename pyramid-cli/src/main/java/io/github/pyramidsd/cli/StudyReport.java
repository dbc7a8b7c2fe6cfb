package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import io.github.pyramidsd.evaluation.report.Report;
import io.github.pyramidsd.evaluation.report.ReportFacts;
import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.run.StudyExecutor;
import io.github.pyramidsd.evaluation.statistics.TaskScore;
import io.github.pyramidsd.evaluation.study.Study;
import io.github.pyramidsd.evaluation.task.Task;
import io.github.pyramidsd.evaluation.task.TaskSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reports on a study that is finished. */
final class StudyReport {

  private final Study study;
  private final Map<String, String> models;
  private final Computation computation;

  StudyReport(StudyExecutor executor, Computation computation) {
    this.study = executor.study();
    this.models = executor.models();
    this.computation = computation;
  }

  void write(List<RunResult> results, Path directory) throws IOException {
    ReportFacts facts =
        new ReportFacts(
            study.name(),
            Instant.now(),
            machine(),
            models,
            settings(),
            ReportFacts.QUALITY_LOSS,
            study.claims());
    Report.write(facts, results, study.configurations(), scores(), directory);
  }

  private Map<String, TaskScore> scores() {
    Map<String, TaskScore> scores = new LinkedHashMap<>();
    for (Task task : study.tasks()) {
      boolean law = task.spec() instanceof TaskSpec.Distribution;
      scores.put(
          task.name(),
          law ? TaskScore.ofDistribution() : new TaskScore(task.mainScore(), task.isLowerBetter()));
    }
    return scores;
  }

  private Map<String, String> machine() {
    Map<String, String> machine = new LinkedHashMap<>();
    String processor = Processor.name();
    if (!processor.isEmpty()) {
      machine.put("processor", processor);
    }
    machine.put("computes with", computation.toString());
    machine.put("Java", String.valueOf(Runtime.version()));
    machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return machine;
  }

  private Map<String, String> settings() {
    SamplingOptions sampling = study.sampling();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("temperature", String.valueOf(sampling.temperature()));
    if (sampling.topK() > 0) {
      settings.put("top-k", String.valueOf(sampling.topK()));
    }
    if (sampling.topP() < 1) {
      settings.put("top-p", String.valueOf(sampling.topP()));
    }
    if (sampling.minP() > 0) {
      settings.put("min-p", String.valueOf(sampling.minP()));
    }
    if (sampling.repeatPenalty() != 1) {
      settings.put("repeat-penalty", String.valueOf(sampling.repeatPenalty()));
    }
    for (Task task : study.tasks()) {
      settings.put(
          "task " + task.name(),
          "%s: %s items, %s seeds, up to %s tokens"
              .formatted(
                  task.spec().kind(),
                  task.items().size(),
                  study.seeds(task).size(),
                  task.maxTokens()));
    }
    settings.put("study file", study.source().file());
    return settings;
  }
}
