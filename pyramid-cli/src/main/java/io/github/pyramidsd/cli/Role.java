package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.decode.Method;
import java.util.Locale;

/** What a model of a pyramid of up to three levels does, from below. */
enum Role {
  DRAFT,
  QUALIFIER,
  TARGET;

  /** The name in reports. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The option that names the model. */
  String option() {
    return "--" + label();
  }

  boolean isUsedBy(Method method) {
    return switch (this) {
      case DRAFT -> method.usesDraft();
      case QUALIFIER -> method.usesQualifier();
      case TARGET -> true;
    };
  }
}
