package io.github.pyramidsd.engine.synthetic;

import io.github.pyramidsd.engine.gguf.TensorType;
import io.github.pyramidsd.engine.quant.RowEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A made-up model: a GGUF file with the shape of a real one, for measuring speed where weights
 * cannot be had. The file is marked, so that no figure of it passes as real.
 */
public final class SyntheticModel {

  /** The metadata key of such a file, a string: {@link #RANDOM} or {@link #PLANTED}. */
  public static final String KIND_KEY = "pyramid.synthetic";

  /** All weights are random: what the model predicts means nothing, what it costs is real. */
  public static final String RANDOM = "random";

  /** The predictions were chosen when the weights were made: with them, acceptance rates. */
  public static final String PLANTED = "planted";

  /** Hears how far the writing of a file is, from any thread. */
  @FunctionalInterface
  public interface Progress {
    /** So many bytes of the file are written. */
    void wrote(long bytes, long total);
  }

  private SyntheticModel() {}

  /** The formats in which matrices can be written; vectors are always F32. */
  public static List<String> formats() {
    return RowEncoder.types().stream().map(TensorType::displayName).toList();
  }

  /**
   * Writes a model of random weights. The same arguments give the same bytes.
   *
   * @param format of the matrices, one of {@link #formats()}
   * @param overwrite whether a file of that name may be replaced
   * @return the size of the file in bytes
   * @throws IllegalArgumentException if the format is unknown or does not fit the shape's widths
   * @throws IOException if the file cannot be written, exists, or exceeds what is free on the disk
   */
  public static long writeRandom(
      ModelShape shape, String format, long seed, Path file, boolean overwrite, Progress progress)
      throws IOException {
    return new ModelFile(
            shape, encoder(format, shape), RANDOM, new RandomWeights(shape, seed), progress)
        .write(file, overwrite);
  }

  /**
   * Checks that a shape can be written in a format.
   *
   * @throws IllegalArgumentException if the format is unknown or does not fit the shape's widths;
   *     says what to choose instead
   */
  public static void checkFormat(String format, ModelShape shape) {
    encoder(format, shape);
  }

  /** The encoder of a format, if rows of all of the shape's matrices are whole blocks of it. */
  static RowEncoder encoder(String format, ModelShape shape) {
    RowEncoder encoder =
        RowEncoder.types().stream()
            .filter(type -> type.displayName().equals(format))
            .findAny()
            .flatMap(RowEncoder::of)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "format '%s' is not one of %s"
                            .formatted(format, String.join(", ", formats()))));
    int block = encoder.type().blockSize();
    Stream.of(shape.width(), shape.queryWidth(), shape.hidden())
        .filter(columns -> columns % block != 0)
        .findFirst()
        .ifPresent(
            columns -> {
              throw new IllegalArgumentException(
                  "%s has rows of %s weights, and %s takes a multiple of %s: choose Q8_0 or Q4_0"
                      .formatted(shape.name(), columns, format, block));
            });
    return encoder;
  }
}
