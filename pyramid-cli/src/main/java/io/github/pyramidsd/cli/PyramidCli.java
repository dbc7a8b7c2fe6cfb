package io.github.pyramidsd.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The whole command line: parses, runs a command, and makes of any failure one line and a code. */
final class PyramidCli {

  /** Exit code of a wrong command line. */
  static final int USAGE = 2;

  /** Exit code of every other failure. */
  static final int FAILURE = 1;

  @Command(
      name = "pyramid",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      synopsisSubcommandLabel = "COMMAND",
      description = "Generates text from GGUF models with pyramid speculative decoding.")
  private static final class Root implements Runnable {
    @Override
    public void run() {
      throw new UsageException(
          "no command given, expected one of generate, batch, score, tokenize, inspect, synth, tune-layers,"
              + " plan, bench, evaluate, doctor");
    }
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      Properties properties = new Properties();
      try (InputStream in = PyramidCli.class.getResourceAsStream("version.properties")) {
        if (in != null) {
          properties.load(in);
        }
      }
      return new String[] {
        "pyramid %s (Java %s)"
            .formatted(properties.getProperty("version", "unknown"), Runtime.version())
      };
    }
  }

  private final Console console;
  private final Map<String, Supplier<Object>> commands = new LinkedHashMap<>();

  PyramidCli(Console console, ModelLoader.Starter models) {
    this.console = console;
    commands.put("generate", () -> new GenerateCommand(console, models));
    commands.put("batch", () -> new BatchCommand(console, models));
    commands.put("score", () -> new ScoreCommand(console, models));
    commands.put("tokenize", () -> new TokenizeCommand(console, models));
    commands.put("inspect", () -> new InspectCommand(console));
    commands.put("synth", () -> new SynthCommand(console));
    commands.put("tune-layers", () -> new TuneLayersCommand(console, models));
    commands.put("plan", () -> new PlanCommand(console, models));
    commands.put("bench", () -> BenchCommand.with(console, models));
    commands.put("evaluate", () -> new EvaluateCommand(console));
    commands.put("doctor", () -> new DoctorCommand(console));
  }

  /** The command that is called, or all of them: picocli takes 20 ms to look at each. */
  private CommandLine commandLine(String... args) {
    CommandLine line = new CommandLine(new Root());
    boolean known = args.length > 0 && commands.containsKey(args[0]);
    for (String name : known ? Set.of(args[0]) : commands.keySet()) {
      line.addSubcommand(name, requireNonNull(commands.get(name)).get());
    }
    return line.setExpandAtFiles(false) // a prompt may well begin with @Override
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler((e, _) -> usage(e.getCommandLine(), Failures.usage(e)))
        .setExecutionExceptionHandler(this::failed);
  }

  /** Runs a command and returns the exit code. */
  int run(String... args) {
    try {
      StringWriter help = new StringWriter();
      int code = commandLine(args).setOut(new PrintWriter(help)).execute(args);
      if (!help.toString().isEmpty()) {
        console.out().print(help.toString());
      }
      console.out().flush();
      return code;
    } catch (Output.FailedException e) {
      return outputFailed(e);
    } catch (Error e) { // picocli passes on errors, such as lack of memory
      return report(e, List.of(args).contains("--verbose"));
    }
  }

  private int failed(Exception e, CommandLine command, ParseResult result) {
    return switch (e) {
      case UsageException usage -> usage(command, String.valueOf(usage.getMessage()));
      case ParameterException usage -> usage(command, Failures.usage(usage));
      case Output.FailedException output -> outputFailed(output);
      default -> report(e, isVerbose(result));
    };
  }

  private static boolean isVerbose(ParseResult result) {
    return result.hasMatchedOption("--verbose")
        || (result.hasSubcommand() && isVerbose(result.subcommand()));
  }

  private int usage(CommandLine command, String message) {
    String name = command.getCommandSpec().qualifiedName();
    console.err().println("pyramid: " + Failures.oneLine(message) + " (see: " + name + " --help)");
    return USAGE;
  }

  private int report(Throwable e, boolean verbose) {
    console.err().println("pyramid: " + Failures.oneLine(Failures.describe(e)));
    if (verbose) {
      e.printStackTrace(console.err());
    }
    return FAILURE;
  }

  /** A reader that has read enough is no failure. */
  private int outputFailed(Output.FailedException e) {
    if (e.isClosedPipe()) {
      return 0;
    }
    console.err().println("pyramid: cannot write to standard output: " + e.getMessage());
    return FAILURE;
  }
}
