package io.github.pyramidsd.cli;

import com.sun.management.OperatingSystemMXBean;
import io.github.pyramidsd.engine.Engine;
import io.github.pyramidsd.engine.Engine.KernelChoice;
import io.github.pyramidsd.engine.GgufModel;
import io.github.pyramidsd.evaluation.json.Json;
import io.github.pyramidsd.models.Models;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says whether this machine can generate, how fast the kernels are that it uses, and why. */
@Command(
    name = "doctor",
    sortOptions = false,
    description = "Checks Java, kernels, memory and the embedded models, and says how to fix them.")
final class DoctorCommand implements Callable<Integer> {

  private static final String VECTOR_MODULE = "jdk.incubator.vector";
  private static final long LITTLE_MEMORY = 2L << 30;

  /** How a check ended. */
  private enum Status {
    /** As it should be. */
    OK,
    /** Works, but could be better. */
    WARN,
    /** Nothing can be generated. */
    FAIL;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record Check(String name, String status, String value, @Nullable String fix) {
    static Check of(String name, Status status, String value, @Nullable String fix) {
      return new Check(name, status.label(), value, status == Status.OK ? null : fix);
    }
  }

  private record Report(boolean ok, List<Check> checks) {}

  private final Console console;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Mixin private final CommonOptions common = new CommonOptions();

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    common.apply();
    List<Check> checks = new ArrayList<>();
    checks.add(java());
    checks.add(vectorModule());
    checks.addAll(engineAndModels());
    checks.add(heap());
    checks.add(memory());
    boolean ok = checks.stream().noneMatch(check -> check.status().equals(Status.FAIL.label()));
    if (json) {
      console.out().println(Json.write(new Report(ok, checks)));
    } else {
      print(checks);
    }
    return ok ? 0 : PyramidCli.FAILURE;
  }

  private void print(List<Check> checks) {
    for (Check check : checks) {
      console
          .out()
          .print(
              String.format(
                  Locale.ROOT, "%-4s  %-13s  %s%n", check.status(), check.name(), check.value()));
      if (check.fix() != null) {
        console.out().print(" ".repeat(21) + "fix: " + check.fix() + "\n");
      }
    }
  }

  private static Check java() {
    String value =
        "%s (%s, %s %s)"
            .formatted(
                Runtime.version(),
                System.getProperty("java.vendor"),
                System.getProperty("os.name"),
                System.getProperty("os.arch"));
    return Check.of("Java", Status.OK, value, null); // an older one could not run this class
  }

  private static Check vectorModule() {
    boolean present = ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent();
    return Check.of(
        "Vector API",
        present ? Status.OK : Status.WARN,
        VECTOR_MODULE + (present ? " is there" : " is not there"),
        "start with ./pyramid, or give java the option --add-modules " + VECTOR_MODULE);
  }

  private static List<Check> engineAndModels() {
    List<Check> checks = new ArrayList<>();
    try (Engine engine = Engine.start(0, KernelChoice.AUTO)) {
      boolean vector = engine.vectorBits() > 0;
      checks.add(
          Check.of(
              "kernels",
              vector ? Status.OK : Status.WARN,
              "%s%s: %s"
                  .formatted(
                      engine.kernels(),
                      vector ? ", " + engine.vectorBits() + " bits" : "",
                      engine.reason()),
              "use a JDK 25 on a processor with vector instructions, with the Vector API"));
      checks.add(
          Check.of(
              "processors",
              Status.OK,
              "%s, of which %s compute"
                  .formatted(Runtime.getRuntime().availableProcessors(), engine.threads()),
              null));
      checks.add(embeddedModels(engine));
    } catch (IllegalStateException e) {
      checks.add(
          Check.of(
              "kernels", Status.FAIL, Failures.describe(e), "run with --verbose and report it"));
    }
    return checks;
  }

  private static Check embeddedModels(Engine engine) {
    String name = "models";
    List<String> names = Models.embeddedNames();
    try {
      for (String each : names) {
        try (GgufModel model = Models.open(each, engine)) {
          model.vocabulary();
        }
      }
      return Check.of(name, Status.OK, String.join(", ", names) + " open", null);
    } catch (IOException e) {
      return Check.of(
          name, Status.FAIL, Failures.describe(e), "build again: mvn -DskipTests clean package");
    }
  }

  private static Check heap() {
    return Check.of(
        "Java heap",
        Status.OK,
        "at most " + Sizes.bytes(Runtime.getRuntime().maxMemory()) + " (weights are kept outside)",
        null);
  }

  private static Check memory() {
    if (!(ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system)) {
      return Check.of("memory", Status.WARN, "unknown", "nothing: this JVM does not tell");
    }
    long total = system.getTotalMemorySize();
    return Check.of(
        "memory",
        total < LITTLE_MEMORY ? Status.WARN : Status.OK,
        Sizes.bytes(total),
        "enough for small models; inspect FILE tells what a model takes");
  }
}
