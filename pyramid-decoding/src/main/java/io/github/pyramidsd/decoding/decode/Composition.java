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

  /** The most proposals that a level takes at a time. */
  public static final int LONGEST_BLOCK = 64;

  /**
   * A level that verifies.
   *
   * @param level which one
   * @param rule when it accepts
   * @param blockLength how many proposals it asks for before a pass, from 1 to {@value
   *     Composition#LONGEST_BLOCK}
   * @param stopRule when it makes do with fewer
   */
  public record Stage(int level, AcceptanceRule rule, int blockLength, StopRule stopRule) {

    /** Checks the block length. */
    public Stage {
      if (blockLength < 1 || blockLength > LONGEST_BLOCK) {
        throw new IllegalArgumentException(
            "block length is " + blockLength + ", expected 1 to " + LONGEST_BLOCK);
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
    if (level == bottom) {
      return true;
    }
    for (Stage stage : stages) { // asked for every round, so without a stream
      if (stage.level() == level) {
        return true;
      }
    }
    return false;
  }

  /** The same without a level below the top: what it proposed or verified goes past it. */
  public Composition without(int level) {
    List<Stage> left = stages.stream().filter(stage -> stage.level() != level).toList();
    return level == bottom
        ? new Composition(stages.getFirst().level(), left.subList(1, left.size()))
        : new Composition(bottom, left);
  }
}
