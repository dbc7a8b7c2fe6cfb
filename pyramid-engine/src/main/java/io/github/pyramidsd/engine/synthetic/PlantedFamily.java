package io.github.pyramidsd.engine.synthetic;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.engine.quant.RowEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Models of full cost that agree as often as asked: their next-token distributions are planted, a
 * bigram structure that they share but for each model's own part. Figures measured with them must
 * say so. The documentation's page on synthetic models says how it works and what may be concluded.
 */
public final class PlantedFamily {

  private static final int MOST_MODELS = 3;
  private static final int MEASURED = 256; // contexts

  private final List<ModelShape> shapes;
  private final RowEncoder encoder;
  private final long seed;
  private final PlantedFeatures features;
  private final Simulation simulation;
  private final double sharpness;
  private final List<float[]> mixtures; // (model, direction)

  /**
   * Finds out how the models must be made.
   *
   * @param shapes of the draft, the qualifier if there is one, and the target
   * @param format of the matrices, one of {@link SyntheticModel#formats()}
   * @param entropy the mean entropy of predictions in nats
   * @throws IllegalArgumentException if there are not two or three shapes, their vocabularies
   *     differ, the format does not fit, or there is no family with this entropy and agreement
   */
  public PlantedFamily(
      List<ModelShape> shapes, String format, Agreement agreement, double entropy, long seed) {
    this.shapes = List.copyOf(shapes);
    this.encoder = check(shapes, format);
    this.seed = seed;
    ModelShape target = shapes.getLast();
    this.features = new PlantedFeatures(seed, target.vocabulary());
    this.simulation = new Simulation(target, seed, features, encoder);
    double most = simulation.greatestEntropy() - 1;
    if (!(entropy >= 0.2 && entropy <= most)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "entropy is %s, expected 0.2 to %.2f nats", entropy, most));
    }
    this.sharpness = simulation.sharpness(entropy);
    this.mixtures = mixtures(agreement);
  }

  private static RowEncoder check(List<ModelShape> shapes, String format) {
    if (shapes.size() < 2 || shapes.size() > MOST_MODELS) {
      throw new IllegalArgumentException(
          shapes.size() + " shapes given, expected 2 (draft, target) or 3 (with a qualifier)");
    }
    ModelShape target = shapes.getLast();
    for (ModelShape shape : shapes) {
      SyntheticModel.checkFormat(format, shape);
      if (shape.vocabulary() != target.vocabulary()) {
        throw new IllegalArgumentException(
            "%s has %s tokens and %s %s: a family needs one vocabulary"
                .formatted(shape.name(), shape.vocabulary(), target.name(), target.vocabulary()));
      }
      if (shape.width() < PlantedWeights.MEANINGFUL) {
        throw new IllegalArgumentException(
            "%s has a width of %s, expected at least %s"
                .formatted(shape.name(), shape.width(), PlantedWeights.MEANINGFUL));
      }
    }
    return SyntheticModel.encoder(format, target);
  }

  /** The rows of the root of the correlations' matrix (Cholesky), the target's first made. */
  private List<float[]> mixtures(Agreement agreement) {
    double td = simulation.correlation(agreement.targetDraft(), sharpness);
    if (shapes.size() == 2) {
      return List.of(new float[] {(float) td, (float) Math.sqrt(1 - td * td)}, new float[] {1});
    }
    double tq = simulation.correlation(agreement.targetQualifier(), sharpness);
    double qd =
        agreement.qualifierDraft() == agreement.targetQualifier()
            ? tq
            : simulation.correlation(agreement.qualifierDraft(), sharpness);
    double own = Math.sqrt(1 - tq * tq);
    double shared = (qd - tq * td) / own;
    double rest = 1 - td * td - shared * shared;
    if (!(rest >= 0)) {
      throw new IllegalArgumentException(
          "no three models have an agreement of %s, %s and %s: choose numbers that differ less"
              .formatted(
                  agreement.targetDraft(),
                  agreement.targetQualifier(),
                  agreement.qualifierDraft()));
    }
    return List.of(
        new float[] {(float) td, (float) shared, (float) Math.sqrt(rest)},
        new float[] {(float) tq, (float) own},
        new float[] {1});
  }

  /**
   * The files that {@link #write} makes in a directory, the draft's first. They have the names of
   * the shapes, and of their roles where models have the same shape.
   */
  public List<Path> files(Path directory) {
    String suffix = "-" + encoder.type().displayName().toLowerCase(Locale.ROOT) + ".gguf";
    List<Path> files = new ArrayList<>();
    for (int model = 0; model < shapes.size(); model++) {
      String name = shapes.get(model).name();
      boolean isShared = Collections.frequency(shapes, shapes.get(model)) > 1;
      files.add(directory.resolve(isShared ? name + "-" + role(model) + suffix : name + suffix));
    }
    return files;
  }

  private String role(int model) {
    if (model == shapes.size() - 1) {
      return "target";
    }
    return model == 0 ? "draft" : "qualifier";
  }

  /**
   * Writes one of the models.
   *
   * @param model 0 for the draft, and so on
   * @return the size of the file in bytes
   * @throws IOException if the file cannot be written, exists, or exceeds what is free on the disk
   */
  public long write(int model, Path directory, boolean overwrite, SyntheticModel.Progress progress)
      throws IOException {
    PlantedWeights weights =
        new PlantedWeights(shapes.get(model), seed, features, mixtures.get(model), sharpness);
    return new ModelFile(shapes.get(model), encoder, SyntheticModel.PLANTED, weights, progress)
        .write(files(directory).get(model), overwrite);
  }

  /**
   * Measures how often the models agree, with forward passes over what the target might generate.
   *
   * @param models those that were written, the draft first
   */
  public FamilyMeasurement measure(List<LanguageModel> models) {
    int[] tokens = simulation.walk(mixtures.getLast(), sharpness, MEASURED, 0);
    return FamilyMeasurement.of(new ArrayList<>(models), tokens);
  }
}
