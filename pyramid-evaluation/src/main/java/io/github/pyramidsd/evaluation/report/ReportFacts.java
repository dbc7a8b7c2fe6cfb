package io.github.pyramidsd.evaluation.report;

import io.github.pyramidsd.evaluation.study.Claim;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a report says of its study besides the results; all texts are shown as they are.
 *
 * @param title the study's name
 * @param date when the report was made
 * @param machine facts about the machine, by name, such as {@code processor}; in their order
 * @param models the models, by role; in their order
 * @param settings how it was run, by name, such as {@code temperature}; in their order
 * @param qualityLoss the most quality that a configuration may lose to be recommended: 0.02 is two
 *     points of an accuracy, or 2 % of a perplexity
 * @param claims that the report checks
 */
public record ReportFacts(
    String title,
    Instant date,
    Map<String, String> machine,
    Map<String, String> models,
    Map<String, String> settings,
    double qualityLoss,
    List<Claim> claims) {

  /** A limit of two points. */
  public static final double QUALITY_LOSS = 0.02;

  /**
   * Copies what could change.
   *
   * @throws IllegalArgumentException if the loss is not 0 to 1
   */
  public ReportFacts {
    machine = Collections.unmodifiableMap(new LinkedHashMap<>(machine));
    models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    claims = List.copyOf(claims);
    if (!(qualityLoss >= 0 && qualityLoss <= 1)) {
      throw new IllegalArgumentException("qualityLoss is " + qualityLoss + ", expected 0 to 1");
    }
  }
}
