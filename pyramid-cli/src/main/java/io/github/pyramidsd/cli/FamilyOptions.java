package io.github.pyramidsd.cli;

import io.github.pyramidsd.engine.synthetic.Agreement;
import io.github.pyramidsd.engine.synthetic.ModelShape;
import io.github.pyramidsd.engine.synthetic.PlantedFamily;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a planted family is to be like. */
final class FamilyOptions {

  @Option(
      names = "--family",
      required = true,
      description = "Write a planted family, and measure how often its models agree.")
  private boolean family;

  @Option(
      names = "--shapes",
      split = ",",
      paramLabel = "D,Q,T",
      description = "Shapes of the draft, the qualifier (may be left out) and the target.")
  private @Nullable List<String> shapes;

  @Option(
      names = "--agreement",
      split = ",",
      paramLabel = "TD,TQ,QD",
      description =
          "Acceptance rates of the target with the draft (default 0.65), the target with the"
              + " qualifier, and the qualifier with the draft (default: a fifth closer to 1).")
  private List<Double> agreement = List.of(0.65);

  @Option(
      names = "--entropy",
      paramLabel = "NATS",
      description = "Mean entropy of predictions (default 2).")
  private double entropy = 2;

  /** Finds out how to make the family. */
  FamilyWriter writer(String format, long seed, Path directory, ProgressLine line) {
    if (!family || shapes == null) {
      throw new UsageException("--family needs --shapes, such as --shapes 1b,3b,8b");
    }
    List<String> names = shapes;
    List<ModelShape> known =
        names.stream().map(name -> SynthCommand.checked(() -> ModelShape.named(name))).toList();
    UsageException.check(
        agreement.size() == 1 || agreement.size() == 3, "--agreement", agreement, "1 or 3 rates");
    Agreement asked =
        SynthCommand.checked(
            () ->
                agreement.size() == 1
                    ? Agreement.of(agreement.getFirst())
                    : new Agreement(agreement.get(0), agreement.get(1), agreement.get(2)));
    line.show("choosing predictions");
    try {
      PlantedFamily planted =
          SynthCommand.checked(() -> new PlantedFamily(known, format, asked, entropy, seed));
      return new FamilyWriter(planted, known, format, directory, line);
    } finally {
      line.wipe();
    }
  }
}
