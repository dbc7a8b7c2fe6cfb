package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.plan.Snapshot;
import io.github.pyramidsd.engine.Engine.CacheType;
import io.github.pyramidsd.engine.GgufModel;
import io.github.pyramidsd.engine.LayerSkippingModel;
import io.github.pyramidsd.engine.Sha256;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps what {@code auto} measures from one run to the next: what passes take and how often levels
 * agree, by the models' content, the machine and what they compute with.
 */
final class PlanMemory {

  /** Pass times are kept of runs that decoded at least so long: before, code is compiled. */
  private static final double WARM_SECONDS = 4;

  private static final int DIGITS = 24; // of the digest in the file's name

  /** What is kept. */
  record Kept(
      List<String> fingerprints,
      String machine,
      Computation computation,
      CacheType cacheType,
      Snapshot snapshot) {

    Kept {
      fingerprints = List.copyOf(fingerprints);
    }
  }

  /** Asked for only where something is kept. */
  private static final class Machine {
    static final String NAME = machine();
  }

  private final CacheDirectory cache;
  private final Computation computation;
  private final CacheType cacheType;

  PlanMemory(CacheDirectory cache, Computation computation, CacheType cacheType) {
    this.cache = cache;
    this.computation = computation;
    this.cacheType = cacheType;
  }

  /** Tells a decoder that chooses by itself what is known of its levels. */
  void recall(Decoder decoder) {
    if (decoder.isAuto()) {
      fingerprints(decoder.pyramid())
          .flatMap(models -> cache.read(file(models), Kept.class))
          .ifPresent(kept -> decoder.measurements().load(kept.snapshot()));
    }
  }

  /**
   * Keeps what a decoder that chooses by itself knows.
   *
   * @param seconds for how long it decoded
   */
  void keep(Decoder decoder, double seconds) {
    Optional<List<String>> models = fingerprints(decoder.pyramid());
    if (!decoder.isAuto() || models.isEmpty() || seconds == 0) {
      return;
    }
    Snapshot snapshot = decoder.measurements().snapshot();
    if (seconds < WARM_SECONDS) {
      List<Snapshot.Pass> earlier =
          cache
              .read(file(models.get()), Kept.class)
              .map(kept -> kept.snapshot().passes())
              .orElse(List.of());
      snapshot =
          new Snapshot(
              snapshot.levels(),
              earlier,
              snapshot.agreements(),
              snapshot.overhead(),
              snapshot.plainOverhead());
    }
    cache.write(
        file(models.get()), new Kept(models.get(), Machine.NAME, computation, cacheType, snapshot));
  }

  private String file(List<String> fingerprints) {
    return "plan-"
        + Sha256.hex(
            DIGITS,
            fingerprints.toString(),
            Machine.NAME,
            computation.toString(),
            cacheType.toString())
        + ".json";
  }

  /** Of all levels that have a model; empty if one is not known by its content. */
  private static Optional<List<String>> fingerprints(Pyramid pyramid) {
    List<String> fingerprints = new ArrayList<>();
    for (LanguageModel model : pyramid.models()) {
      switch (model) {
        case GgufModel gguf -> fingerprints.add(gguf.fingerprint());
        case LayerSkippingModel layers -> fingerprints.add(layers.fingerprint());
        default -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(fingerprints);
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
