package io.github.pyramidsd.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Some of a model's layers, in their order; written {@code 0-3,8}.
 *
 * @param layers their numbers from 0 on, ascending, each once, at least one
 */
public record LayerSubset(List<Integer> layers) {

  private static final int MOST = 9999; // far beyond any model, and little memory

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if there are none, one is not 0 to 9999, or one is not greater
   *     than the one before it; names it
   */
  public LayerSubset {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("no layers, expected at least one");
    }
    for (int i = 0; i < layers.size(); i++) {
      int layer = layers.get(i);
      if (layer < 0 || layer > MOST) {
        throw new IllegalArgumentException("layer is " + layer + ", expected 0 to " + MOST);
      }
      if (i > 0 && layer <= layers.get(i - 1)) {
        throw new IllegalArgumentException(
            "layer %s comes after layer %s, expected each once, in ascending order"
                .formatted(layer, layers.get(i - 1)));
      }
    }
  }

  /** Layers of given numbers, which must ascend. */
  public static LayerSubset of(int... layers) {
    return new LayerSubset(IntStream.of(layers).boxed().toList());
  }

  /** All layers of a model that has so many, at least 1. */
  public static LayerSubset all(int count) {
    return new LayerSubset(IntStream.range(0, count).boxed().toList());
  }

  /**
   * Reads what {@link #toString()} writes: numbers and ranges, separated by commas.
   *
   * @throws IllegalArgumentException if it is something else; the message names the part that is
   *     wrong and what is legal
   */
  public static LayerSubset parse(String text) {
    List<Integer> layers = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String[] ends = part.split("-", -1);
      if (ends.length > 2) {
        throw illegal(text, part, "expected a layer or a range, such as 8 or 0-3");
      }
      int first = number(text, part, ends[0]);
      int last = number(text, part, ends[ends.length - 1]);
      if (last < first) {
        throw illegal(text, part, "expected a range that ascends");
      }
      if (!layers.isEmpty() && first <= layers.getLast()) {
        throw illegal(
            text, part, "expected more than %s, the layer before it".formatted(layers.getLast()));
      }
      IntStream.rangeClosed(first, last).forEach(layers::add);
    }
    return new LayerSubset(layers);
  }

  private static int number(String text, String part, String digits) {
    if (!digits.matches("[0-9]{1,4}")) {
      throw illegal(text, part, "expected layers from 0 to %s, such as 0-3,8".formatted(MOST));
    }
    return Integer.parseInt(digits);
  }

  private static IllegalArgumentException illegal(String text, String part, String expected) {
    return new IllegalArgumentException(
        "layers '%s' have the part '%s', %s".formatted(text, part, expected));
  }

  /** How many there are. */
  public int size() {
    return layers.size();
  }

  /** Whether a layer is one of them. */
  public boolean contains(int layer) {
    return Collections.binarySearch(layers, layer) >= 0;
  }

  /**
   * All but one of them.
   *
   * @throws IllegalArgumentException if that leaves none
   */
  public LayerSubset without(int layer) {
    return new LayerSubset(layers.stream().filter(other -> other != layer).toList());
  }

  /**
   * Checks that a model has all of them.
   *
   * @param count how many layers it has
   * @throws IllegalArgumentException if it has not; names the layer and those that there are
   */
  public void checkWithin(int count) {
    int last = layers.getLast();
    if (last >= count) {
      int first = layers.stream().filter(layer -> layer >= count).findFirst().orElse(last);
      throw new IllegalArgumentException(
          "layer %s of %s is not there, the model has layers 0 to %s"
              .formatted(first, this, count - 1));
    }
  }

  /** With ranges, such as {@code 0-3,8}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < layers.size(); i++) {
      int start = i;
      while (i + 1 < layers.size() && layers.get(i + 1) == layers.get(i) + 1) {
        i++;
      }
      text.append(start == 0 ? "" : ",").append(layers.get(start));
      text.append(i == start ? "" : "-" + layers.get(i));
    }
    return text.toString();
  }
}
