package io.github.pyramidsd.decoding.decode;

import java.util.List;

/**
 * Which levels of a pyramid make a round of the target, and how: one that proposes, and above it
 * those that each verify the one before. Levels that it leaves out do nothing, and may be asked
 * again in a later round.
 *
 * @param bottom the level whose proposals are the first, 0 being the pyramid's lowest; the target
 *     itself in plain decoding
 * @param stages the levels that verify, from below; the last one is the target
 */
public record Composition(int bottom, List<Stage> stages) {

  /**
   * A level that verifies.
   *
   * @param level which one
   * @param rule when it accepts
   * @param blockLength how many proposals it asks for before a pass, at least 1
   * @param stopRule when it makes do with fewer
   */
  public record Stage(int level, AcceptanceRule rule, int blockLength, StopRule stopRule) {

    /** Checks the block length. */
    public Stage {
      if (blockLength < 1) {
        throw new IllegalArgumentException(
            "block length is " + blockLength + ", expected 1 or more");
      }
    }
  }

  /** Checks that levels come from below. */
  public Composition {
    stages = List.copyOf(stages);
    int last = bottom;
    for (Stage stage : stages) {
      if (stage.level() <= last) {
        throw new IllegalArgumentException(
            "level " + stage.level() + " verifies level " + last + ", expected a lower one");
      }
      last = stage.level();
    }
  }

  /** One level by itself: plain decoding. */
  public static Composition plain(int level) {
    return new Composition(level, List.of());
  }

  /** The level whose tokens are committed. */
  public int top() {
    return stages.isEmpty() ? bottom : stages.getLast().level();
  }

  /** Whether a level takes part. */
  public boolean uses(int level) {
    return level == bottom || verifies(level);
  }

  /** Whether a level verifies another. */
  boolean verifies(int level) {
    for (Stage stage : stages) { // asked for every token, so without a stream
      if (stage.level() == level) {
        return true;
      }
    }
    return false;
  }
}
