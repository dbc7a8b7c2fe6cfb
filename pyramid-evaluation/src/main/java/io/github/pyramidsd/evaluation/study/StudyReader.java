package io.github.pyramidsd.evaluation.study;

import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import io.github.pyramidsd.evaluation.task.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads studies, and checks all that can be known without opening models. It reads nodes instead of
 * objects, since those know their lines.
 */
public final class StudyReader {

  private static final int MOST_SEEDS = 1_000_000;
  private static final int MOST_WARM_UP = 1000;
  private static final Set<String> KEYS =
      ordered(
          "name",
          "models",
          "sampling",
          "special",
          "methods",
          "tasks",
          "seeds",
          "limits",
          "warm-up",
          "claims");
  private static final Set<String> SAMPLING =
      ordered("temperature", "top-k", "top-p", "min-p", "repeat-penalty", "repeat-window");
  private static final Set<String> LIMITS = ordered("items", "max-tokens", "context");

  private StudyReader() {}

  /**
   * Reads a study and the data of its tasks.
   *
   * @throws StudyException if it asks for what cannot be; names line and key
   * @throws IOException if data cannot be read
   */
  public static Study read(StudySource source) throws IOException {
    Fields fields = root(source).fields(KEYS);
    String name = name(fields.require("name"));
    FamilyNames models = new FamilyReader(source).read(fields.require("models"));
    SamplingOptions sampling = sampling(fields.require("sampling").fields(SAMPLING));
    List<Configuration> grid =
        new MethodGrid(models, sampling.isGreedy()).expand(fields.require("methods"));
    Limits limits = limits(fields);
    TaskReader tasks = new TaskReader(source, limits);
    List<Task> read = tasks.read(fields.require("tasks"));
    List<Long> seeds = seeds(fields.require("seeds"));
    int warmUp = (int) fields.integer("warm-up", 1, 0, MOST_WARM_UP);
    Optional<Value> special = fields.find("special");
    Optional<Value> claims = fields.find("claims");
    return new Study(
        source,
        name,
        models,
        sampling,
        special.isPresent() && special.get().yes(),
        grid,
        read,
        seeds,
        tasks.ownSeeds(),
        limits,
        warmUp,
        claims.isPresent() ? ClaimReader.read(claims.get()) : List.of());
  }

  private static Set<String> ordered(String... keys) {
    return new LinkedHashSet<>(List.of(keys));
  }

  private static Value root(StudySource source) throws StudyException {
    try {
      LoadSettings settings = LoadSettings.builder().setLabel(source.file()).build();
      Optional<Node> node = new Compose(settings).composeString(source.text());
      return new Value(
          source.file(),
          "",
          node.orElseThrow(() -> new StudyException(source.file() + ": is empty")));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw new StudyException(
          "%s:%s: is not YAML: %s".formatted(source.file(), line, e.getProblem()), e);
    } catch (YamlEngineException e) {
      throw new StudyException("%s: is not YAML: %s".formatted(source.file(), e.getMessage()), e);
    }
  }

  private static String name(Value value) throws StudyException {
    String name = value.text();
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
      throw value.wrong(
          "is '%s', expected up to 100 letters, digits and . _ - as in a file's name"
              .formatted(name));
    }
    return name;
  }

  private static SamplingOptions sampling(Fields fields) throws StudyException {
    return SamplingOptions.builder()
        .temperature(fields.require("temperature").number(0, 100, "0 (the likeliest token) to 100"))
        .topK((int) fields.integer("top-k", 0, 0, Integer.MAX_VALUE))
        .topP(fields.number("top-p", 1, Double.MIN_VALUE, 1, "more than 0, up to 1 (all)"))
        .minP(fields.number("min-p", 0, 0, 1, "0 (all) to 1"))
        .repeatPenalty(
            fields.number(
                "repeat-penalty", 1, Double.MIN_VALUE, 100, "more than 0, up to 100; 1: none"))
        .repeatWindow(
            (int)
                fields.integer(
                    "repeat-window",
                    SamplingOptions.DEFAULT_REPEAT_WINDOW,
                    0,
                    SamplingOptions.LONGEST_REPEAT_WINDOW))
        .build();
  }

  private static Limits limits(Fields fields) throws StudyException {
    Optional<Value> value = fields.find("limits");
    if (value.isEmpty()) {
      return Limits.NONE;
    }
    Fields limits = value.get().fields(LIMITS);
    return new Limits(
        (int) limits.integer("items", Integer.MAX_VALUE, 1, Integer.MAX_VALUE),
        (int) limits.integer("max-tokens", 0, 1, Integer.MAX_VALUE),
        (int) limits.integer("context", 0, 2, Integer.MAX_VALUE));
  }

  /** A list of seeds, or how many there are: 1, 2 and so on. */
  static List<Long> seeds(Value value) throws StudyException {
    if (!value.isList()) {
      return LongStream.rangeClosed(1, value.integer(1, MOST_SEEDS)).boxed().toList();
    }
    List<Long> seeds = new ArrayList<>();
    for (Value item : value.items()) {
      long seed = item.integer(Long.MIN_VALUE, Long.MAX_VALUE);
      if (seeds.contains(seed)) {
        throw item.wrong("is " + seed + " again, expected each seed once");
      }
      seeds.add(seed);
    }
    return seeds;
  }
}
