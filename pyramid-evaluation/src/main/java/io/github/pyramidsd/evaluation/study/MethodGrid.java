package io.github.pyramidsd.evaluation.study;

import io.github.pyramidsd.decoding.decode.AcceptanceRule.OnDivergence;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Method.Knobs;
import io.github.pyramidsd.decoding.sampling.Divergence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Expands the methods of a study file to configurations: every knob may be a list. */
final class MethodGrid {

  private static final String METHOD = "method";
  private static final String AUTO = "auto";

  private final FamilyNames models;
  private final boolean greedy;

  MethodGrid(FamilyNames models, boolean greedy) {
    this.models = models;
    this.greedy = greedy;
  }

  List<Configuration> expand(Value methods) throws StudyException {
    Map<String, Integer> lines = new LinkedHashMap<>();
    List<Configuration> grid = new ArrayList<>();
    for (Value entry : methods.items()) {
      for (Configuration configuration : expandEntry(entry)) {
        Integer first = lines.putIfAbsent(configuration.label(), entry.line());
        if (first != null) {
          throw entry.wrong(
              "asks for '%s' again, which line %s asks for: give each once"
                  .formatted(configuration.label(), first));
        }
        grid.add(configuration);
      }
    }
    return grid;
  }

  private List<Configuration> expandEntry(Value entry) throws StudyException {
    Set<String> known = new LinkedHashSet<>();
    known.add(METHOD);
    Arrays.stream(Knob.values()).map(Knob::key).forEach(known::add);
    Fields fields = entry.fields(known);
    Value named = fields.require(METHOD);
    Optional<Method> method = method(named);
    checkModels(named, method);
    checkKnobs(fields, named.text(), method);
    boolean bounded = isBounded(fields);
    List<Map<Knob, Object>> points = List.of(new EnumMap<>(Knob.class));
    for (Knob knob : Knob.of(method)) {
      points = multiply(points, knob, values(fields, knob, method, bounded));
    }
    List<Configuration> configurations = new ArrayList<>();
    for (Map<Knob, Object> point : points) {
      configurations.add(configuration(entry, named.text(), method, point));
    }
    return configurations;
  }

  /** The name of a method, or auto. */
  static String name(Value named) throws StudyException {
    String[] labels =
        Stream.concat(Arrays.stream(Method.values()).map(Method::label), Stream.of(AUTO))
            .toArray(String[]::new);
    return named.oneOf(labels, name -> name);
  }

  private static Optional<Method> method(Value named) throws StudyException {
    String label = name(named);
    return Arrays.stream(Method.values()).filter(m -> m.label().equals(label)).findAny();
  }

  private void checkModels(Value named, Optional<Method> method) throws StudyException {
    if (method.filter(Method::usesDraft).isPresent() && models.draft().isEmpty()) {
      throw named.wrong("is " + named.text() + ", which needs models.draft, and there is none");
    }
    if (method.filter(Method::usesQualifier).isPresent() && models.qualifier().isEmpty()) {
      throw named.wrong("is " + named.text() + ", which needs models.qualifier, and there is none");
    }
  }

  private static void checkKnobs(Fields fields, String label, Optional<Method> method)
      throws StudyException {
    List<String> knobs = Knob.of(method).stream().map(Knob::key).toList();
    for (Map.Entry<String, Value> field : fields.values().entrySet()) {
      if (!field.getKey().equals(METHOD) && !knobs.contains(field.getKey())) {
        throw field
            .getValue()
            .wrong(
                "has no effect with %s, whose knobs are %s".formatted(label, Value.either(knobs)));
      }
    }
  }

  /** Whether all divergences that are asked for are at most 1. */
  private static boolean isBounded(Fields fields) throws StudyException {
    Optional<Value> divergences = fields.find(Knob.DIVERGENCE.key());
    if (divergences.isPresent()) {
      for (Value value : divergences.get().itemsOrSelf()) {
        if (Knob.DIVERGENCE.read(value, true) == Divergence.KULLBACK_LEIBLER) {
          return false;
        }
      }
    }
    return true;
  }

  private static List<Object> values(
      Fields fields, Knob knob, Optional<Method> method, boolean bounded) throws StudyException {
    Optional<Value> given = fields.find(knob.key());
    if (given.isEmpty()) {
      return List.of(knob.defaultOf(method));
    }
    List<Object> values = new ArrayList<>();
    for (Value value : given.get().itemsOrSelf()) {
      Object read = knob.read(value, bounded);
      if (values.contains(read)) {
        throw value.wrong("is " + value.text() + " again, expected each value once");
      }
      values.add(read);
    }
    return values;
  }

  private static List<Map<Knob, Object>> multiply(
      List<Map<Knob, Object>> points, Knob knob, List<Object> values) {
    List<Map<Knob, Object>> product = new ArrayList<>();
    for (Map<Knob, Object> point : points) {
      for (Object value : values) {
        Map<Knob, Object> next = new EnumMap<>(Knob.class);
        next.putAll(point);
        next.put(knob, value);
        product.add(next);
      }
    }
    return product;
  }

  private Configuration configuration(
      Value entry, String name, Optional<Method> method, Map<Knob, Object> point)
      throws StudyException {
    String label =
        name
            + point.entrySet().stream()
                .map(knob -> knob.getKey().label(knob.getValue(), method))
                .collect(Collectors.joining());
    Knobs knobs =
        new Knobs(
            (int) of(point, Knob.DRAFT_LENGTH, method),
            (int) of(point, Knob.BLOCK_LENGTH, method),
            (double) of(point, Knob.TAU_Q, method),
            (double) of(point, Knob.TAU_T, method),
            (Divergence) of(point, Knob.DIVERGENCE, method),
            (OnDivergence) of(point, Knob.ON_DIVERGENCE, method));
    double maxDeviation = (double) of(point, Knob.MAX_DEVIATION, method);
    if (!greedy && maxDeviation < Double.POSITIVE_INFINITY && !knobs.divergence().ignoresToken()) {
      throw entry.wrong(
          "has a max-deviation and the divergence draft-token, which looks at drawn tokens and"
              + " certifies nothing: use tv, js or kl");
    }
    int lookup = (int) of(point, Knob.LOOKUP, method);
    return new Configuration(label, method, knobs, maxDeviation, lookup);
  }

  private static Object of(Map<Knob, Object> point, Knob knob, Optional<Method> method) {
    Object value = point.get(knob);
    return value == null ? knob.defaultOf(method) : value;
  }
}
