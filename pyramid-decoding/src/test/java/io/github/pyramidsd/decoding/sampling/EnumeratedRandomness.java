package io.github.pyramidsd.decoding.sampling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes every possible sequence of choices in turn, so that what depends on chance can be summed up
 * exactly:
 *
 * <pre>{@code
 * EnumeratedRandomness choices = new EnumeratedRandomness();
 * do {
 *   sum += f(choices) * choices.weight();
 * } while (choices.next());
 * }</pre>
 *
 * <p>The function is run from its start for every sequence: it must make the same choices as long
 * as it gets the same answers.
 */
public final class EnumeratedRandomness implements Randomness {

  /** A choice on the current path: what can come, how likely it is, and what is tried now. */
  private static final class Choice {
    final int[] outcomes;
    final double[] weights;
    int tried;

    Choice(int[] outcomes, double[] weights) {
      this.outcomes = outcomes;
      this.weights = weights;
    }
  }

  private final List<Choice> path = new ArrayList<>();
  private int depth;

  /** Starts with the first sequence of choices. */
  public EnumeratedRandomness() {}

  /** The probability of the choices that were made since the last call of {@link #next()}. */
  public double weight() {
    double weight = 1;
    for (Choice choice : path) {
      weight *= choice.weights[choice.tried];
    }
    return weight;
  }

  /** Goes on to the next sequence of choices; returns false if there is none. */
  public boolean next() {
    if (depth != path.size()) {
      throw new IllegalStateException("the path had " + path.size() + " choices, now " + depth);
    }
    while (!path.isEmpty() && path.getLast().tried == path.getLast().outcomes.length - 1) {
      path.removeLast();
    }
    if (path.isEmpty()) {
      return false;
    }
    path.getLast().tried++;
    depth = 0;
    return true;
  }

  @Override
  public boolean chance(double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability is " + probability);
    }
    if (probability == 0 || probability == 1) {
      return probability == 1;
    }
    if (depth == path.size()) {
      path.add(new Choice(new int[] {0, 1}, new double[] {1 - probability, probability}));
    }
    return choose() == 1;
  }

  @Override
  public int draw(Distribution distribution) {
    if (depth == path.size()) {
      path.add(choiceOf(distribution));
    }
    return choose();
  }

  private int choose() {
    Choice choice = path.get(depth++);
    return choice.outcomes[choice.tried];
  }

  private static Choice choiceOf(Distribution distribution) {
    int[] outcomes = new int[distribution.size()];
    double[] weights = new double[distribution.size()];
    int count = 0;
    double total = 0;
    for (int id = 0; id < distribution.size(); id++) {
      double p = distribution.probability(id);
      if (p > 0) {
        outcomes[count] = id;
        weights[count++] = p;
        total += p;
      }
    }
    if (Math.abs(total - 1) > 1e-5) {
      throw new IllegalArgumentException("probabilities add up to " + total);
    }
    for (int i = 0; i < count; i++) {
      weights[i] /= total;
    }
    return new Choice(Arrays.copyOf(outcomes, count), weights);
  }
}
