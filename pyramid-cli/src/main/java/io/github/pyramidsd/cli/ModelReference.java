package io.github.pyramidsd.cli;

import io.github.pyramidsd.models.EmbeddedFamily;

/** A model that the user asked for. */
sealed interface ModelReference {

  /** What messages call it. */
  String name();

  /** A member of an embedded family. */
  record Embedded(EmbeddedFamily family, Role role) implements ModelReference {
    @Override
    public String name() {
      return family.label() + "-" + role.label();
    }
  }

  /**
   * Some layers of the target, which is open when this is opened.
   *
   * @param spec their numbers, such as {@code 0-3,8}, or {@code tuned} for those that are kept
   * @param target whose layers they are
   */
  record Layers(String spec, ModelReference target) implements ModelReference {

    /** What the option's value begins with. */
    static final String PREFIX = "layers:";

    /** Stands for the layers that {@code tune-layers} kept. */
    static final String TUNED = "tuned";

    boolean isTuned() {
      return spec.equals(TUNED);
    }

    @Override
    public String name() {
      return PREFIX + spec;
    }
  }

  /** A file or, where there is no such file, the name of an embedded model. */
  record Named(String name) implements ModelReference {}
}
