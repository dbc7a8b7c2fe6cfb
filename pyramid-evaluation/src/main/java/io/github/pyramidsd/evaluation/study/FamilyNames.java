package io.github.pyramidsd.evaluation.study;

import java.util.Optional;

/**
 * Which models a study decodes with. Each is the path of a GGUF file or the name of an embedded
 * model; the lower ones may be {@code layers:0-3,8}, some layers of the target.
 */
public record FamilyNames(Optional<String> draft, Optional<String> qualifier, String target) {

  /** What stands before the numbers of a target's layers. */
  public static final String LAYERS = "layers:";
}
