package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.engine.Engine.CacheType;
import io.github.pyramidsd.engine.Engine.KernelChoice;
import io.github.pyramidsd.engine.LoadOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line in this process, on fake models. */
final class Cli implements ModelLoader, ModelLoader.Starter {

  /** What a command line did. */
  record Result(int code, String out, String err) {}

  private static final Map<String, Float> CERTAINTIES =
      Map.of("draft", 3f, "qualifier", 6f, "target", 12f);

  private final List<FakeModel> opened = new ArrayList<>();
  private byte[] input = {};
  private boolean terminal;
  private int passMillis;
  private String content = "";
  private boolean broken;
  private OutputStream out = new ByteArrayOutputStream();

  /** Gives standard input. */
  Cli input(byte[] bytes) {
    input = bytes.clone();
    return this;
  }

  /** Makes standard input a terminal. */
  Cli terminal() {
    terminal = true;
    return this;
  }

  /** Takes the place of all models by others of the same names. */
  Cli content(String other) {
    content = other;
    return this;
  }

  /** Makes all models fail to open. */
  Cli broken() {
    broken = true;
    return this;
  }

  /** Makes models slow. */
  Cli passMillis(int millis) {
    passMillis = millis;
    return this;
  }

  /** Takes the place of standard output. */
  Cli out(OutputStream stream) {
    out = stream;
    return this;
  }

  Result run(String... args) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(input),
            new Output(out),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminal,
            false);
    int code = new PyramidCli(console, this).run(args);
    String printed =
        out instanceof ByteArrayOutputStream bytes ? bytes.toString(StandardCharsets.UTF_8) : "";
    return new Result(code, printed, err.toString(StandardCharsets.UTF_8));
  }

  List<FakeModel> opened() {
    return opened;
  }

  List<String> openedNames() {
    return opened.stream().map(LanguageModel::name).toList();
  }

  @Override
  public ModelLoader start(int threads, KernelChoice kernels, CacheType cacheType) {
    return this;
  }

  @Override
  public String fingerprint(ModelReference reference) {
    return reference.name() + content;
  }

  @Override
  public Computation computation() {
    return new Computation(1, "fake", 0);
  }

  @Override
  public LanguageModel open(ModelReference reference, LoadOptions options) throws IOException {
    if (broken || reference.name().contains("broken")) {
      throw new IOException(reference.name() + ": not a GGUF file\nat offset 0");
    }
    if (reference.name().contains("huge")) {
      throw new OutOfMemoryError("Java heap space");
    }
    if (reference.name().contains("bug")) {
      throw new NullPointerException("oops");
    }
    String role =
        CERTAINTIES.keySet().stream().filter(reference.name()::contains).findAny().orElse("target");
    FakeModel model =
        new FakeModel(reference.name(), CERTAINTIES.getOrDefault(role, 12f), passMillis);
    opened.add(model);
    return model;
  }

  @Override
  public void close() {}
}
