package io.github.pyramidsd.evaluation.run;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.Certificate;
import io.github.pyramidsd.decoding.decode.Context;
import io.github.pyramidsd.decoding.decode.Finish;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.decode.TokenStream;
import io.github.pyramidsd.engine.Engine;
import io.github.pyramidsd.evaluation.batch.PromptEncoder;
import io.github.pyramidsd.evaluation.result.RunKey;
import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.study.Configuration;
import io.github.pyramidsd.evaluation.study.Study;
import io.github.pyramidsd.evaluation.task.Answer;
import io.github.pyramidsd.evaluation.task.Item;
import io.github.pyramidsd.evaluation.task.TargetJudge;
import io.github.pyramidsd.evaluation.task.Task;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Makes runs of a study with models that it opens once. Every run has a fresh context and a fresh
 * stream of random numbers, so what comes out, times aside, depends on its key alone and not on the
 * runs before it; but for auto, which chooses by what it has measured.
 *
 * <p>It makes one run at a time; {@link #cancel()} may be called from any thread.
 */
public final class StudyExecutor implements AutoCloseable {

  private record Place(Task task, Item item) {}

  private final Study study;
  private final Family family;
  private final PromptEncoder encoder;
  private final TargetJudge judge;
  private final RunDigests digests;
  private final Map<String, Configuration> configurations = new HashMap<>();
  private final Map<String, Decoder> decoders = new HashMap<>();
  private final Map<String, Map<String, Place>> places = new HashMap<>(); // by task, by item
  private volatile boolean cancelled;
  private volatile @Nullable TokenStream running;

  private StudyExecutor(Study study, Family family, Engine engine) {
    this.study = study;
    this.family = family;
    this.encoder = new PromptEncoder(family.target().vocabulary(), study.special());
    this.judge = new TargetJudge(family.target(), encoder::encode);
    this.digests = new RunDigests(study, family.fingerprints() + " " + engine.cacheType());
    study.configurations().forEach(c -> configurations.put(c.label(), c));
    for (Task task : study.tasks()) {
      Map<String, Place> items = new HashMap<>();
      task.items().forEach(item -> items.put(item.id(), new Place(task, item)));
      places.put(task.name(), items);
    }
  }

  /**
   * Opens a study's models, and checks all that needs them.
   *
   * @param engine which must stay open as long as this
   * @throws IOException if a model cannot be opened, models do not share a vocabulary, or an item
   *     leaves no room for an answer; no run has been made then
   */
  public static StudyExecutor open(Study study, Engine engine) throws IOException {
    Family family = Family.open(study.models(), engine);
    try {
      new ContextCheck(study, family).run();
      return new StudyExecutor(study, family, engine);
    } catch (IOException | RuntimeException | Error e) {
      family.close();
      throw e;
    }
  }

  /** The study. */
  public Study study() {
    return study;
  }

  /** What to say of names of special tokens in the prompts, if some are read as plain text. */
  public Optional<String> hint() {
    List<String> prompts =
        study.tasks().stream().flatMap(task -> task.items().stream()).map(Item::prompt).toList();
    return encoder.hint(prompts, "special: true in the study");
  }

  /** What people call the models, by role, the target first; a made-up one is called so. */
  public Map<String, String> models() {
    return family.descriptions();
  }

  /**
   * What {@link RunResult#study()} is of a run: a digest of all that decides it. Empty if the study
   * does not have the run.
   */
  public Optional<String> digest(RunKey key) {
    Configuration configuration = configurations.get(key.configuration());
    Place place = places.getOrDefault(key.task(), Map.of()).get(key.item());
    return configuration == null || place == null || !study.seeds(place.task()).contains(key.seed())
        ? Optional.empty()
        : Optional.of(digests.of(configuration, place.task(), place.item()));
  }

  /**
   * Makes a run.
   *
   * @throws IllegalArgumentException if the study does not have it
   * @throws CancellationException if this was cancelled
   */
  public synchronized RunResult execute(RunKey key) {
    String digest =
        digest(key).orElseThrow(() -> new IllegalArgumentException("the study has no run " + key));
    Configuration configuration = required(configurations.get(key.configuration()));
    Place place = required(required(places.get(key.task())).get(key.item()));
    Task task = place.task();
    GenerateOptions.Builder options =
        options(configuration, task.maxTokens())
            .streamSeed(key.seed()) // methods are timed: see GenerateOptions.Builder.streamSeed
            .stop(task.stopStrings());
    long start = System.nanoTime();
    Observer observer = new Observer(start);
    Response response =
        generate(configuration, place.item().prompt(), options.listener(observer).build());
    long end = System.nanoTime();
    List<Integer> tokens = Arrays.stream(response.tokens()).boxed().toList();
    Answer answer = new Answer(response.text(), tokens);
    Map<String, Double> scores = new LinkedHashMap<>(task.judge(place.item(), answer, judge));
    scores.values().removeIf(score -> !Double.isFinite(score)); // which JSON does not know
    return new RunResult(
        key,
        digest,
        response.promptTokens(),
        tokens.size(),
        response.finish().label(),
        response.promptSeconds(),
        response.seconds(),
        observer.secondsToFirstToken(end),
        (end - start) / 1e9,
        response.certificate().map(Certificate::bound).orElse(null),
        scores,
        observer.levels(response),
        PeakMemory.bytes(),
        response.text(),
        tokens);
  }

  /**
   * Lets a configuration answer a prompt that is not of the study, so that code is compiled before
   * it counts.
   */
  public synchronized void warmUp(Configuration configuration, int round) {
    String prompt = WarmUpPrompts.of(study, round);
    GenerateOptions.Builder options =
        options(configuration, WarmUpPrompts.maxTokens(study)).streamSeed(round);
    generate(configuration, prompt, options.listener(new Observer(System.nanoTime())).build());
  }

  private Response generate(Configuration configuration, String prompt, GenerateOptions options) {
    Decoder decoder =
        decoders.computeIfAbsent(
            configuration.label(),
            _ -> family.decoder(configuration, study.limits().contextLength()));
    try (Context context = decoder.open();
        TokenStream stream = context.append(encoder.encode(prompt)).stream(options)) {
      running = stream;
      if (cancelled) {
        stream.cancel();
      }
      stream.forEachRemaining(_ -> {});
      Response response = stream.response();
      if (response.finish() == Finish.CANCELLED) {
        throw new CancellationException();
      }
      return response;
    } finally {
      running = null;
    }
  }

  private GenerateOptions.Builder options(Configuration configuration, int maxTokens) {
    GenerateOptions.Builder options =
        GenerateOptions.builder().sampling(study.sampling()).maxTokens(maxTokens);
    return Double.isFinite(configuration.maxDeviation())
        ? options.deviationBudget(configuration.maxDeviation())
        : options;
  }

  private static <T> T required(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("a run has a digest, but is not of the study");
    }
    return value;
  }

  /** Ends the run that is being made, and all later ones, without a result. */
  public void cancel() {
    cancelled = true;
    TokenStream stream = running;
    if (stream != null) {
      stream.cancel();
    }
  }

  @Override
  public synchronized void close() {
    judge.close();
    family.close();
  }
}
