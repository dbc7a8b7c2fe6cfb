package io.github.pyramidsd.engine.gguf;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What a file says of the split model that it is a part of.
 *
 * @param number which part it is, from 0 on
 * @param count how many parts there are; 1 if the model is not split
 * @param tensors how many tensors all parts have together, if the file says so
 */
record Split(int number, int count, OptionalLong tensors) {

  private static final String NUMBER_KEY = "split.no";
  private static final String COUNT_KEY = "split.count";
  private static final String TENSORS_KEY = "split.tensors.count";
  private static final List<String> IDENTITY_KEYS =
      List.of("general.architecture", "general.name", "general.uuid");

  private static final int MOST_PARTS = 99_999; // names have five digits

  static Split of(GgufFile file) throws GgufException {
    GgufMetadata metadata = file.metadata();
    long count = metadata.integer(COUNT_KEY).orElse(1);
    if (count < 1 || count > MOST_PARTS) {
      throw metadata.illegal(COUNT_KEY, "%s is not in [1, %s]".formatted(count, MOST_PARTS));
    }
    long number = count == 1 ? 0 : metadata.requireInteger(NUMBER_KEY);
    if (number < 0 || number >= count) {
      throw metadata.illegal(NUMBER_KEY, "%s is not in [0, %s]".formatted(number, count - 1));
    }
    return new Split((int) number, (int) count, metadata.integer(TENSORS_KEY));
  }

  /** The path of another part, beside the one that has this path. */
  Path sibling(Path path, int other, GgufFile file) throws GgufException {
    String name = String.valueOf(path.getFileName());
    if (!name.endsWith(suffix(number))) {
      throw new GgufException(
          file.name(),
          "is part %s of %s of a model, but its name does not end in %s: rename it, so that the other parts can be found"
              .formatted(number + 1, count, suffix(number)));
    }
    String prefix = name.substring(0, name.length() - suffix(number).length());
    return path.resolveSibling(prefix + suffix(other));
  }

  /** Checks that a file is the part that its name says. */
  void checkBelongs(GgufFile file, int expected, GgufFile first) throws GgufException {
    Split other = of(file);
    if (other.count != count) {
      throw file.metadata()
          .illegal(COUNT_KEY, "is %s, but %s has %s".formatted(other.count, first.name(), count));
    }
    if (other.number != expected) {
      throw file.metadata()
          .illegal(NUMBER_KEY, "is %s, but the name says %s".formatted(other.number, expected));
    }
    if (other.tensors.isPresent() && tensors.isPresent() && !other.tensors.equals(tensors)) {
      throw file.metadata()
          .illegal(
              TENSORS_KEY,
              "is %s, but %s has %s: they are parts of different models"
                  .formatted(other.tensors.getAsLong(), first.name(), tensors.getAsLong()));
    }
    for (String key : IDENTITY_KEYS) {
      checkSame(key, file, first);
    }
  }

  /** Most parts but the first have no such keys; those that do must agree. */
  private static void checkSame(String key, GgufFile file, GgufFile first) throws GgufException {
    var own = file.metadata().string(key);
    var theirs = first.metadata().string(key);
    if (own.isPresent() && theirs.isPresent() && !own.equals(theirs)) {
      throw file.metadata()
          .illegal(
              key,
              "is %s, but %s has %s: they are parts of different models"
                  .formatted(
                      GgufException.quote(own.get()),
                      first.name(),
                      GgufException.quote(theirs.get())));
    }
  }

  /** Checks that all parts have as many tensors together as they should. */
  void checkTensors(List<GgufFile> parts) throws GgufException {
    long found = parts.stream().mapToLong(part -> part.tensors().size()).sum();
    if (tensors.isPresent() && tensors.getAsLong() != found) {
      throw parts
          .getFirst()
          .metadata()
          .illegal(
              TENSORS_KEY,
              "is %s, but the %s parts have %s tensors together"
                  .formatted(tensors.getAsLong(), count, found));
    }
  }

  private String suffix(int part) {
    return String.format(Locale.ROOT, "-%05d-of-%05d.gguf", part + 1, count);
  }
}
