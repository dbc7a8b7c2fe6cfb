package io.github.pyramidsd.evaluation.study;

import java.util.List;
import java.util.stream.Stream;

/**
 * What somebody says of methods, and a study is to check. It holds if all its parts do.
 *
 * @param claim in the words of the study
 * @param parts at least one
 */
public record Claim(String claim, List<Part> parts) {

  /** What is compared. */
  public enum Measure {
    /** Tokens per second. */
    SPEED("tokens/s"),
    /** How much an item's quality varies with the seed. */
    SPREAD("spread");

    private final String label;

    Measure(String label) {
      this.label = label;
    }

    /** As a study says it. */
    public String label() {
      return label;
    }
  }

  /**
   * The ratio of a method's measure to that of others lies on one side of a value.
   *
   * @param says in a word or few
   * @param of the name of a method
   * @param to the names of others, of which the part holds each
   * @param above whether the ratio is above the value; else it is below
   * @param note where the value comes from; may be empty
   */
  public record Part(
      String says,
      Measure measure,
      String of,
      List<String> to,
      boolean above,
      double value,
      String note) {
    /** Copies what could change. */
    public Part {
      to = List.copyOf(to);
    }
  }

  /** Copies what could change. */
  public Claim {
    parts = List.copyOf(parts);
  }

  /** The methods that it speaks of, each once. */
  public List<String> methods() {
    return parts.stream()
        .flatMap(part -> Stream.concat(Stream.of(part.of()), part.to().stream()))
        .distinct()
        .toList();
  }
}
