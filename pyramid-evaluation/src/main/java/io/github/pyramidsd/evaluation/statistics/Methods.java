package io.github.pyramidsd.evaluation.statistics;

import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.evaluation.study.Configuration;

/** Names of methods, with auto, which is none. */
public final class Methods {

  /** Plain decoding with the target. */
  public static final String PLAIN = Method.TARGET.label();

  /** Speculative decoding. */
  public static final String SPECULATIVE = Method.SD.label();

  /** The planner. */
  public static final String AUTO = "auto";

  private Methods() {}

  /** The name of a configuration's method on the command line. */
  public static String label(Configuration configuration) {
    return configuration.method().map(Method::label).orElse(AUTO);
  }
}
