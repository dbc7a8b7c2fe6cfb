package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.plan.CostProfile;
import io.github.pyramidsd.decoding.plan.Planner;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import io.github.pyramidsd.engine.GgufModel;
import io.github.pyramidsd.engine.LayerSkippingModel;
import io.github.pyramidsd.engine.Sha256;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps what planners learn from one run to the next: what passes of a model cost, by model,
 * machine and threads, and how often models agree, by all of them and the sampling.
 */
final class PlanMemory {

  /** Costs are kept of runs that decoded at least so long: before, code is still being compiled. */
  private static final double WARM_SECONDS = 4;

  private static final int DIGITS = 24; // of the digests in names of files

  /** What is kept of a model's passes. */
  record Passes(
      String fingerprint, String machine, Computation computation, List<CostProfile.Pass> passes) {
    Passes {
      passes = List.copyOf(passes);
    }
  }

  /** What is kept of how models agree. */
  record Agreements(
      List<String> fingerprints, SamplingOptions sampling, List<CostProfile> profiles) {
    Agreements {
      fingerprints = List.copyOf(fingerprints);
      profiles = List.copyOf(profiles);
    }
  }

  /** Asked for only where something is kept. */
  private static final class Machine {
    static final String NAME = machine();
  }

  private final CacheDirectory cache;
  private final Computation computation;
  private final SamplingOptions sampling;

  private final boolean repeatable;

  /**
   * Prepares for a run.
   *
   * @param repeatable whether the run must not go by what earlier ones learnt: then it is told
   *     nothing, and nothing that it measured takes the place of what they did
   */
  PlanMemory(
      CacheDirectory cache, Computation computation, SamplingOptions sampling, boolean repeatable) {
    this.cache = cache;
    this.computation = computation;
    this.sampling = sampling;
    this.repeatable = repeatable;
  }

  /** Tells a planner what is known of its levels. */
  void recall(Planner planner) {
    Pyramid pyramid = planner.pyramid();
    Optional<List<String>> models = fingerprints(pyramid);
    if (models.isEmpty() || repeatable) {
      return;
    }
    List<CostProfile> profiles = new ArrayList<>();
    for (int level = 0; level < pyramid.levels(); level++) {
      Optional<String> model = pyramid.model(level).flatMap(PlanMemory::fingerprint);
      if (model.isPresent()) {
        List<CostProfile.Pass> passes =
            cache.read(passFile(model.get()), Passes.class).map(Passes::passes).orElse(List.of());
        profiles.add(new CostProfile(pyramid.levelName(level), passes, List.of()));
      }
    }
    cache
        .read(agreementFile(models.get()), Agreements.class)
        .ifPresent(known -> profiles.addAll(known.profiles()));
    planner.load(profiles);
  }

  /**
   * Keeps what a planner knows.
   *
   * @param seconds for how long it decoded
   */
  void keep(Planner planner, double seconds) {
    Pyramid pyramid = planner.pyramid();
    Optional<List<String>> models = fingerprints(pyramid);
    if (models.isEmpty() || repeatable) {
      return;
    }
    List<CostProfile> agreements = new ArrayList<>();
    List<CostProfile> profiles = planner.profiles();
    for (int level = 0; level < pyramid.levels(); level++) {
      CostProfile profile = profiles.get(level);
      Optional<String> model = pyramid.model(level).flatMap(PlanMemory::fingerprint);
      if (model.isPresent() && seconds >= WARM_SECONDS && !profile.passes().isEmpty()) {
        cache.write(
            passFile(model.get()),
            new Passes(model.get(), Machine.NAME, computation, profile.passes()));
      }
      agreements.add(new CostProfile(profile.level(), List.of(), profile.agreements()));
    }
    cache.write(agreementFile(models.get()), new Agreements(models.get(), sampling, agreements));
  }

  private String passFile(String fingerprint) {
    return "passes-"
        + Sha256.hex(DIGITS, fingerprint, Machine.NAME, computation.toString())
        + ".json";
  }

  private String agreementFile(List<String> fingerprints) {
    return "agreements-"
        + Sha256.hex(DIGITS, fingerprints.toString(), sampling.toString())
        + ".json";
  }

  /** Of all levels that have a model; empty if one is not known by its content. */
  private static Optional<List<String>> fingerprints(Pyramid pyramid) {
    List<String> fingerprints =
        pyramid.models().stream().flatMap(model -> fingerprint(model).stream()).toList();
    return fingerprints.size() == pyramid.models().size()
        ? Optional.of(fingerprints)
        : Optional.empty();
  }

  private static Optional<String> fingerprint(LanguageModel model) {
    return switch (model) {
      case GgufModel gguf -> Optional.of(gguf.fingerprint());
      case LayerSkippingModel layers -> Optional.of(layers.fingerprint());
      default -> Optional.empty();
    };
  }

  /** The processor, as far as the operating system tells. */
  private static String machine() {
    String processor;
    try {
      processor = Processor.line();
    } catch (IOException e) {
      processor = "unknown"; // the costs are then shared by all processors of that kind
    }
    return "%s %s, %s processors, %s"
        .formatted(
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.getRuntime().availableProcessors(),
            processor.replaceAll("\\s+", " "));
  }
}
