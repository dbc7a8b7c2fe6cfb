package io.github.pyramidsd.evaluation.study;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * The keys and values of a mapping in a study file.
 *
 * @param owner the mapping
 */
record Fields(Value owner, Map<String, Value> values) {

  /** Reads them; a key that is not known, or comes twice, is an error. */
  static Fields of(Value owner, MappingNode mapping, Set<String> known) throws StudyException {
    Map<String, Value> values = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Value keyPlace = new Value(owner.file(), owner.key(), tuple.getKeyNode());
      String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
      if (!known.contains(key)) {
        throw keyPlace.wrong(
            "has an unknown key '%s', expected %s%s"
                .formatted(key, Value.either(known), Nearest.suggestion(key, known)));
      }
      String path = owner.key().isEmpty() ? key : owner.key() + "." + key;
      Value first = values.putIfAbsent(key, new Value(owner.file(), path, tuple.getValueNode()));
      if (first != null) {
        throw keyPlace.wrong(
            "has the key '%s' twice, the first time in line %s".formatted(key, first.line()));
      }
    }
    return new Fields(owner, values);
  }

  Optional<Value> find(String key) {
    return Optional.ofNullable(values.get(key));
  }

  Value require(String key) throws StudyException {
    Value value = values.get(key);
    if (value == null) {
      throw owner.wrong("has no " + key + ", which it needs");
    }
    return value;
  }

  long integer(String key, long otherwise, long least, long most) throws StudyException {
    Value value = values.get(key);
    return value == null ? otherwise : value.integer(least, most);
  }

  double number(String key, double otherwise, double least, double most, String range)
      throws StudyException {
    Value value = values.get(key);
    return value == null ? otherwise : value.number(least, most, range);
  }
}
