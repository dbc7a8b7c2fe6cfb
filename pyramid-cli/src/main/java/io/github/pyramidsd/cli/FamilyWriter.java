package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.engine.GgufModel;
import io.github.pyramidsd.engine.synthetic.FamilyMeasurement;
import io.github.pyramidsd.engine.synthetic.ModelShape;
import io.github.pyramidsd.engine.synthetic.PlantedFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes a planted family and measures it, and says so on the progress line. */
final class FamilyWriter {

  private final PlantedFamily family;
  private final List<ModelShape> shapes;
  private final String format;
  private final Path directory;
  private final ProgressLine line;

  FamilyWriter(
      PlantedFamily family,
      List<ModelShape> shapes,
      String format,
      Path directory,
      ProgressLine line) {
    this.family = family;
    this.shapes = shapes;
    this.format = format;
    this.directory = directory;
    this.line = line;
  }

  /** The files that are written, the draft's first. */
  List<Path> files() {
    return family.files(directory);
  }

  List<SynthCommand.WrittenFile> write(boolean overwrite) throws IOException {
    Files.createDirectories(directory);
    List<SynthCommand.WrittenFile> written = new ArrayList<>();
    try {
      for (int model = 0; model < shapes.size(); model++) {
        ModelShape shape = shapes.get(model);
        Path file = files().get(model);
        long bytes =
            family.write(
                model,
                directory,
                overwrite,
                (done, total) ->
                    line.show("writing %s: %s %%".formatted(file, done * 100 / total)));
        written.add(
            new SynthCommand.WrittenFile(
                file.toString(), shape.name(), format, shape.parameters(), bytes));
      }
    } finally {
      line.wipe();
    }
    return written;
  }

  /** Opens what was written, and measures it with forward passes. */
  FamilyMeasurement measure() throws IOException {
    List<LanguageModel> models = new ArrayList<>();
    line.show("measuring the planted family");
    try {
      for (Path file : files()) {
        models.add(GgufModel.open(file));
      }
      return family.measure(models);
    } finally {
      models.forEach(LanguageModel::close);
      line.wipe();
    }
  }

  /** The measurement in words; {@code D}, {@code Q} and {@code T} are the models. */
  static String describe(FamilyMeasurement measured) {
    String names = measured.entropies().size() == 2 ? "DT" : "DQT";
    StringBuilder text = new StringBuilder();
    text.append("planted, measured over %s contexts:\n".formatted(measured.contexts()));
    for (FamilyMeasurement.Pair pair : measured.pairs()) {
      text.append(
          String.format(
              Locale.ROOT,
              "  α(%s,%s) %.3f, the same most probable token in %.3f\n",
              names.charAt(pair.verifier()),
              names.charAt(pair.proposer()),
              pair.acceptance(),
              pair.greedy()));
    }
    for (int model = 0; model < names.length(); model++) {
      text.append(
          String.format(
              Locale.ROOT,
              "  entropy of %s: %.2f nats\n",
              names.charAt(model),
              measured.entropies().get(model)));
    }
    return text.toString();
  }
}
