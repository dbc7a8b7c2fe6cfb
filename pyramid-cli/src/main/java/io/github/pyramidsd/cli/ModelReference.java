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

  /** A file or, where there is no such file, the name of an embedded model. */
  record Named(String name) implements ModelReference {}
}
