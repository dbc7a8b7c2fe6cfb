package io.github.pyramidsd.evaluation.report;

import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Method.Knobs;
import io.github.pyramidsd.evaluation.result.LevelResult;
import io.github.pyramidsd.evaluation.result.RunKey;
import io.github.pyramidsd.evaluation.result.RunResult;
import io.github.pyramidsd.evaluation.statistics.TaskScore;
import io.github.pyramidsd.evaluation.study.Configuration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A study that nobody ran, with runs as a family of three models might give them. */
final class SyntheticStudy {

  static final String HOSTILE =
      "</script><script>document.title='broken'</script><!-- \u2028 &amp; \"' <b>bold</b>";

  private final Random random = new Random(42);
  private final List<Configuration> configurations = new ArrayList<>();
  private final List<RunResult> runs = new ArrayList<>();

  SyntheticStudy() {
    double[] taus = {0.2, 0.3, 0.4, 0.5};
    add(Method.TARGET, 0, 0, 0, 0);
    for (int length : new int[] {2, 4, 8}) {
      add(Method.SD, length, 0, 0, 0);
    }
    for (double tau : taus) {
      add(Method.FSD, 2, 0, 0, tau);
      add(Method.FSD, 4, 0, 0, tau);
    }
    for (int draft : new int[] {2, 4}) {
      for (int block : new int[] {3, 6}) {
        add(Method.PSD_E, draft, block, 0, 0);
        for (double tau : taus) {
          add(Method.PSD_A, draft, block, 0, tau);
        }
      }
      for (double tauQ : taus) {
        for (double tauT : taus) {
          add(Method.PSD_F, draft, draft == 2 ? 3 : 6, tauQ, tauT);
        }
      }
    }
    Knobs none = Knobs.DEFAULT;
    configurations.add(
        new Configuration("auto", Optional.empty(), none, Double.POSITIVE_INFINITY, 0));
    for (Configuration configuration : configurations) {
      for (int item = 0; item < 20; item++) {
        for (long seed = 1; seed <= 3; seed++) {
          runs.add(run(configuration, "csqa", item, seed));
          runs.add(run(configuration, "story", item, seed));
        }
      }
      for (long seed = 1; seed <= 24; seed++) {
        runs.add(run(configuration, "law", 0, seed));
        runs.add(run(configuration, "law", 1, seed));
      }
    }
  }

  List<Configuration> configurations() {
    return configurations;
  }

  List<RunResult> runs() {
    return runs;
  }

  static Map<String, TaskScore> scores() {
    Map<String, TaskScore> scores = new LinkedHashMap<>();
    scores.put("csqa", new TaskScore("correct", false));
    scores.put("story", new TaskScore("perplexity", true));
    scores.put("law", TaskScore.ofDistribution());
    return scores;
  }

  static ReportFacts facts() {
    Map<String, String> machine = new LinkedHashMap<>();
    machine.put("processor", "a processor with 2 cores, 256-bit vectors");
    machine.put("JVM", "JDK 25");
    Map<String, String> models = new LinkedHashMap<>();
    models.put("draft", "family-1m.gguf, Q8_0");
    models.put("qualifier", "family-4m.gguf, Q8_0");
    models.put("target", "family-14m.gguf, Q8_0");
    return new ReportFacts(
        "A study that nobody ran",
        Instant.parse("2026-11-25T12:00:00Z"),
        machine,
        models,
        Map.of("temperature", "0.8"),
        ReportFacts.QUALITY_LOSS,
        List.of());
  }

  private void add(Method method, int draft, int block, double tauQ, double tauT) {
    StringBuilder label = new StringBuilder(method.label());
    label.append(draft > 0 ? " draft-length=" + draft : "");
    label.append(block > 0 ? " block-length=" + block : "");
    label.append(tauQ > 0 ? " tau-q=" + tauQ : "");
    label.append(tauT > 0 ? " tau-t=" + tauT : "");
    Knobs base = Knobs.DEFAULT;
    Knobs knobs =
        new Knobs(
            Math.max(1, draft),
            Math.max(1, block),
            tauQ,
            tauT,
            base.divergence(),
            base.onDivergence());
    configurations.add(
        new Configuration(
            label.toString(), Optional.of(method), knobs, Double.POSITIVE_INFINITY, 0));
  }

  private RunResult run(Configuration c, String task, int item, long seed) {
    Optional<Method> method = c.method();
    boolean draft = method.map(Method::usesDraft).orElse(true);
    boolean qualifier = method.map(Method::usesQualifier).orElse(true);
    double loose = c.isLossless() ? 0 : c.knobs().tauT() + 0.7 * c.knobs().tauQ();
    double accept = Math.min(0.97, 0.55 + 0.4 * loose + (qualifier ? 0.12 : 0));
    boolean law = task.equals("law");
    int tokens =
        law ? 8 : (int) (60 * (1 + 0.2 * loose) * Math.exp(0.2 * random.nextGaussian())) + 4;
    int length = draft ? qualifier ? c.knobs().blockLength() : c.knobs().draftLength() : 0;
    double yield = (1 - Math.pow(accept, length + 1)) / (1 - accept);
    double cost = 1 + (draft ? 0.06 * length : 0) + (qualifier ? 0.13 * length : 0);
    double easy = 1 + 0.3 * Math.sin(item);
    double speed = 420 * yield / cost * easy * Math.exp(0.06 * random.nextGaussian());
    double seconds = tokens / speed;
    List<LevelResult> levels = new ArrayList<>();
    if (draft) {
      levels.add(level("draft", tokens, length, accept, 0, 2.6, speed, false));
    }
    if (qualifier) {
      double spent = method.filter(m -> m == Method.PSD_F).isPresent() ? c.knobs().tauQ() : 0;
      levels.add(level("qualifier", tokens, 2, accept - 0.05, spent, 1.9, speed, true));
    }
    double spent = c.isLossless() ? 0 : c.knobs().tauT();
    levels.add(level("target", tokens, length, accept, spent, 1.3, speed, length > 0));
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < tokens; i++) {
      ids.add(random.nextDouble() < loose / 4 ? 0 : random.nextInt(5));
    }
    return new RunResult(
        new RunKey(c.label(), task, "item-" + item, seed),
        "digest",
        40,
        tokens,
        "end_of_generation",
        0.02,
        seconds,
        0.02 + 1 / speed,
        0.02 + seconds,
        levels.stream().mapToDouble(LevelResult::deviation).sum(),
        score(task, item, loose, method),
        levels,
        (300L + (qualifier ? 40 : 0) + (draft ? 15 : 0)) << 20,
        item == 3 ? HOSTILE : "The answer to item " + item + " is (B), because it is.",
        ids);
  }

  private Map<String, Double> score(String task, int item, double loose, Optional<Method> method) {
    if (task.equals("law")) {
      return Map.of();
    }
    if (task.equals("story")) {
      double perplexity = (6 + item % 5) * (1 + 0.15 * loose);
      return Map.of("perplexity", perplexity * Math.exp(0.1 * random.nextGaussian()));
    }
    boolean wild = method.filter(m -> m == Method.PSD_F).isPresent();
    double chance = item < 13 ? (wild ? 0.8 : 0.97) : 0.15;
    return Map.of("correct", random.nextDouble() < chance - 0.06 * loose ? 1.0 : 0.0);
  }

  private LevelResult level(
      String name,
      int tokens,
      int length,
      double accept,
      double tau,
      double entropy,
      double speed,
      boolean verifies) {
    List<Long> histogram = new ArrayList<>();
    for (int bin = 0; bin < LevelResult.ENTROPY_BINS; bin++) {
      double x = (bin + 0.5) * LevelResult.ENTROPY_BIN / entropy;
      histogram.add(
          Math.round(tokens * 2.0 * x * Math.exp(-2 * x) * LevelResult.ENTROPY_BIN / entropy * 2));
    }
    long predictions = histogram.stream().mapToLong(Long::longValue).sum();
    List<Long> verified = new ArrayList<>();
    List<Long> accepted = new ArrayList<>();
    double left = (double) tokens / (1 + accept * length);
    long passes = Math.max(1, Math.round(left));
    for (int place = 0; verifies && place < length; place++) {
      double rate = Math.max(0.05, accept - 0.015 * place);
      verified.add(Math.round(left));
      accepted.add(Math.round(left * rate));
      left *= rate;
    }
    double deviation = tau == 0 ? 0 : tokens * tau * tau * 0.4;
    return new LevelResult(
        name,
        "family-" + name,
        name.equals("draft") ? passes * Math.max(1, length) : passes,
        passes * (length + 1),
        Math.max(1, passes * length),
        Math.round(passes * length * accept * accept),
        passes / 2,
        passes / 3,
        tokens,
        tokens / speed / 3,
        deviation,
        deviation * (1 + 0.1 * random.nextGaussian()),
        predictions * entropy,
        histogram,
        verified,
        accepted);
  }
}
