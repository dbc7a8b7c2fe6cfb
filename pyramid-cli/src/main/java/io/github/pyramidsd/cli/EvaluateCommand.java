package io.github.pyramidsd.cli;

import io.github.pyramidsd.engine.Engine;
import io.github.pyramidsd.evaluation.json.Json;
import io.github.pyramidsd.evaluation.report.Report;
import io.github.pyramidsd.evaluation.result.ResultsFile;
import io.github.pyramidsd.evaluation.result.RunKey;
import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.run.RunDistributor;
import io.github.pyramidsd.evaluation.run.StudyExecutor;
import io.github.pyramidsd.evaluation.run.StudyRunner;
import io.github.pyramidsd.evaluation.study.Configuration;
import io.github.pyramidsd.evaluation.study.Study;
import io.github.pyramidsd.evaluation.study.StudyReader;
import io.github.pyramidsd.evaluation.study.StudySource;
import io.github.pyramidsd.evaluation.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a study: methods of decoding, their knobs, tasks and seeds. */
@Command(
    name = "evaluate",
    sortOptions = false,
    description = {
      "Runs a study: every configuration of a grid of methods and knobs answers every item of some",
      "tasks with every seed, in turns. What is finished is kept: after Ctrl-C, or a crash, the",
      "same command goes on. Writes results.jsonl, summary.csv and report.html."
    })
final class EvaluateCommand implements Callable<Integer> {

  private static final String RESULTS = "results.jsonl";

  /**
   * What {@code --json} prints.
   *
   * @param made runs that this process made; the others were there
   */
  record Summary(
      String study,
      String directory,
      int runs,
      int made,
      List<String> configurations,
      List<String> tasks,
      boolean complete) {}

  private final Console console;

  @Parameters(index = "0", paramLabel = "STUDY.yaml", description = "What to find out.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Path file;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = {
        "Where results are kept, and taken up if there are some.",
        "By default NAME-results in the working directory, NAME being the study's."
      })
  private @Nullable Path output;

  @Option(
      names = "--check",
      description = "Read the study, open its models and say what would be run; run nothing.")
  private boolean check;

  @Option(
      names = "--spark",
      paramLabel = "MASTER",
      description = "Make the runs as a job of Apache Spark, such as on local[2].")
  private @Nullable String spark;

  @Mixin private final EngineOptions engineOptions = new EngineOptions();

  @Option(names = "--json", description = "Print one JSON object in the end.")
  private boolean json;

  @Mixin private final CommonOptions common = new CommonOptions();

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    common.apply();
    engineOptions.check();
    RunDistributor distributor = spark == null ? null : distributor();
    Study study = StudyReader.read(StudySource.of(file));
    checkOutput(directory(study));
    ProgressLine line = new ProgressLine(console);
    line.show("loading models");
    try (Interruption interruption = new Interruption();
        Engine engine = engineOptions.engine();
        StudyExecutor executor = StudyExecutor.open(study, engine)) {
      if (check) {
        line.wipe();
        print(study, 0, false);
        return 0;
      }
      interruption.watch(executor::cancel);
      executor.hint().ifPresent(line::note);
      Computation computation =
          new Computation(engine.threads(), engine.kernels(), engine.vectorBits());
      run(executor, computation, distributor, line);
    } finally {
      line.wipe();
    }
    return 0;
  }

  /** Checks that nothing which is there would be replaced, but what this study wrote. */
  private static void checkOutput(Path directory) throws IOException {
    if (directory.toString().equals("-")
        || (Files.exists(directory) && !Files.isDirectory(directory))) {
      throw new UsageException(
          "--output is %s, expected a directory, for results that can be gone on with"
              .formatted(directory));
    }
    Path results = directory.resolve(RESULTS);
    if (Files.exists(results) && !Files.isRegularFile(results)) {
      throw new IOException(results + ": is no regular file: give another --output");
    }
    boolean begun = Files.exists(results) && Files.size(results) > 0;
    for (String name : List.of(Report.SUMMARY_CSV, Report.REPORT_HTML)) {
      if (!begun && Files.exists(directory.resolve(name))) {
        throw new IOException(
            "%s: would be replaced, but there are no results that it was made of: give another --output, or take it away"
                .formatted(directory.resolve(name)));
      }
    }
  }

  private RunDistributor distributor() throws IOException {
    engineOptions.checkDistributed("--spark");
    return RunDistributor.find();
  }

  private void run(
      StudyExecutor executor,
      Computation computation,
      @Nullable RunDistributor distributor,
      ProgressLine line)
      throws IOException {
    Study study = executor.study();
    Files.createDirectories(directory(study));
    EvaluateProgress progress = new EvaluateProgress(line);
    try (ResultsFile results =
        ResultsFile.open(directory(study).resolve(RESULTS), executor::digest, line::note)) {
      List<RunKey> missing = StudyRunner.missing(study, results);
      boolean complete = true;
      if (distributor == null) {
        complete = new StudyRunner(executor, results, progress).run();
      } else if (!missing.isEmpty()) {
        String master = String.valueOf(spark);
        distributor.distribute(
            master, study.source(), engineOptions.threads(), missing, results, progress);
      }
      line.wipe();
      List<RunResult> all = results.results();
      int made = all.size() - (study.runs() - missing.size());
      if (complete) {
        line.show("writing the report");
        new StudyReport(executor, computation).write(all, directory(study));
        line.wipe();
      } else {
        console.note(
            "stopped after %s of %s runs, which are kept: the same command goes on from there"
                .formatted(all.size(), study.runs()));
      }
      print(study, made, complete);
    }
  }

  private void print(Study study, int made, boolean complete) {
    Path directory = directory(study);
    List<String> labels = study.configurations().stream().map(Configuration::label).toList();
    List<String> tasks = study.tasks().stream().map(Task::name).toList();
    if (json) {
      Summary summary =
          new Summary(
              study.name(), directory.toString(), study.runs(), made, labels, tasks, complete);
      console.out().println(Json.write(summary));
    } else if (check) {
      labels.forEach(console.out()::println);
      console
          .out()
          .println(
              "%s configurations, %s tasks, %s runs, to be kept in %s"
                  .formatted(labels.size(), tasks.size(), study.runs(), directory));
    } else if (complete) {
      console
          .out()
          .println(
              "%s runs of %s configurations, %s of them now: %s"
                  .formatted(study.runs(), labels.size(), made, directory.resolve("report.html")));
    }
  }

  private Path directory(Study study) {
    return output == null ? Path.of(study.name() + "-results") : output;
  }
}
