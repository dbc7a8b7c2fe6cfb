package io.github.pyramidsd.spark;

import io.github.pyramidsd.evaluation.result.RunKey;
import tools.jackson.databind.json.JsonMapper;

/** Keys of runs as units of work. */
final class RunUnits {

  private static final JsonMapper MAPPER = JsonMapper.shared();

  private RunUnits() {}

  static String write(RunKey key) {
    return MAPPER.writeValueAsString(key);
  }

  static RunKey read(String unit) {
    return MAPPER.readValue(unit, RunKey.class);
  }
}
