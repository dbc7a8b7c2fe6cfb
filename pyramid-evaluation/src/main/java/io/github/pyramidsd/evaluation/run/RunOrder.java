package io.github.pyramidsd.evaluation.run;

import io.github.pyramidsd.evaluation.result.RunKey;
import io.github.pyramidsd.evaluation.study.Configuration;
import io.github.pyramidsd.evaluation.study.Study;
import io.github.pyramidsd.evaluation.task.Item;
import io.github.pyramidsd.evaluation.task.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The order of a study's runs.
 *
 * <p>A machine gets slower as it gets warm, or as others begin to use it. So that no configuration
 * gains by it, each prompt and seed is a block in which every configuration runs once, blocks of
 * all tasks are spread evenly over the study, and the configurations' order is drawn anew for every
 * few blocks, always in the same way. And so that no run finds in a cache what the run before it
 * left there, two blocks take turns: two runs in a row never have the same prompt, unless there are
 * fewer than three prompts to choose from.
 */
public final class RunOrder {

  private static final long SEED = 20261126;

  /** A prompt and a seed. */
  private record Block(Task task, Item item, long seed, double place) {
    boolean asksAs(Block other) {
      return item.prompt().equals(other.item.prompt());
    }
  }

  private RunOrder() {}

  /** All runs, each once. */
  public static List<RunKey> of(Study study) {
    List<Block> blocks = new ArrayList<>();
    study.tasks().forEach(task -> blocks.addAll(blocks(study, task)));
    blocks.sort(Comparator.comparingDouble(Block::place)); // stable
    List<Block> apart = apart(blocks);
    List<Configuration> order = new ArrayList<>(study.configurations());
    Random random = new Random(SEED);
    List<RunKey> runs = new ArrayList<>();
    int triple = triple(apart);
    int start = 0;
    while (start < apart.size()) {
      int end = Math.min(start + (start == triple ? 3 : 2), apart.size());
      Collections.shuffle(order, random);
      addTurns(runs, apart.subList(start, end), order);
      start = end;
    }
    return runs;
  }

  /** One seed after the other, so that a study that is stopped early has all items of the first. */
  private static List<Block> blocks(Study study, Task task) {
    int count = task.items().size() * study.seeds(task).size();
    List<Block> blocks = new ArrayList<>();
    for (long seed : study.seeds(task)) {
      for (Item item : task.items()) {
        blocks.add(new Block(task, item, seed, (blocks.size() + 0.5) / count));
      }
    }
    return blocks;
  }

  /**
   * Keeps blocks of one prompt apart, which several tasks may well ask: each place is for the first
   * block that is left and has another prompt than the one before. Those left in the end are put
   * where they fit, as far back as can be.
   */
  private static List<Block> apart(List<Block> blocks) {
    List<Block> left = new ArrayList<>(blocks);
    List<Block> apart = new ArrayList<>();
    boolean found = true;
    while (found) {
      Block last = apart.isEmpty() ? null : apart.getLast();
      Optional<Block> next =
          left.stream().filter(block -> last == null || !block.asksAs(last)).findFirst();
      found = next.isPresent();
      next.ifPresent(apart::add);
      next.ifPresent(left::remove);
    }
    for (Block block : left) {
      int place = apart.size();
      while (place > 0 && !fits(apart, place, block)) {
        place--;
      }
      apart.add(place == 0 && !fits(apart, 0, block) ? apart.size() : place, block);
    }
    return apart;
  }

  private static boolean fits(List<Block> blocks, int place, Block block) {
    return (place == 0 || !block.asksAs(blocks.get(place - 1)))
        && (place == blocks.size() || !block.asksAs(blocks.get(place)));
  }

  /**
   * Where three blocks take turns, since their number is odd: the last ones that have three
   * prompts; the very last if there are none; -1 if their number is even.
   */
  private static int triple(List<Block> blocks) {
    if (blocks.size() % 2 == 0) {
      return -1;
    }
    for (int i = blocks.size() - 3; i >= 0; i -= 2) {
      if (!blocks.get(i).asksAs(blocks.get(i + 2))) {
        return i;
      }
    }
    return blocks.size() - 3;
  }

  /** Blocks take turns; each goes through the configurations from another one on. */
  private static void addTurns(List<RunKey> runs, List<Block> blocks, List<Configuration> order) {
    int size = order.size();
    int shift = size == 3 && blocks.size() == 2 ? 2 : size / 2; // none twice in a row, from 3 on
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < blocks.size(); j++) {
        Block block = blocks.get(j);
        Configuration configuration = order.get((i + j * shift) % size);
        runs.add(
            new RunKey(
                configuration.label(), block.task().name(), block.item().id(), block.seed()));
      }
    }
  }
}
