package io.github.pyramidsd.cli;

import io.github.pyramidsd.engine.GgufModel;
import io.github.pyramidsd.engine.LayerSubset;
import java.util.Optional;

/** Keeps what {@code tune-layers} found, by the content of the model. */
final class LayerStore {

  private final CacheDirectory cache;

  LayerStore(CacheDirectory cache) {
    this.cache = cache;
  }

  private static String file(String fingerprint) {
    return "layers-" + fingerprint + ".json";
  }

  /** Keeps a report, in place of an earlier one on the same model; says whether it could. */
  boolean write(TuneReport report) {
    return cache.write(file(report.fingerprint()), report);
  }

  /** The last report on this model, if there is one that fits it. */
  Optional<TuneReport> read(GgufModel model) {
    return cache
        .read(file(model.fingerprint()), TuneReport.class)
        .filter(report -> fits(report, model));
  }

  /** The layers that were found last for the model with this fingerprint. */
  Optional<String> layers(String fingerprint) {
    return cache.read(file(fingerprint), TuneReport.class).map(TuneReport::layers);
  }

  /** A file that somebody edited may hold anything. */
  private static boolean fits(TuneReport report, GgufModel model) {
    try {
      LayerSubset.parse(report.layers()).checkWithin(model.layers());
      return report.fingerprint().equals(model.fingerprint());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
