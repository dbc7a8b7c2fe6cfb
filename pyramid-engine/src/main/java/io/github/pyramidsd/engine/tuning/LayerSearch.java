package io.github.pyramidsd.engine.tuning;

import static java.util.Objects.requireNonNull;

import io.github.pyramidsd.engine.LayerSubset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out one layer after another, always one that is missed least.
 *
 * <p>At first each layer is left out alone, which says how much it is missed. Then all but the half
 * that is missed most is left out, all but the quarter and so on: a coarse answer, in case the time
 * does not suffice for more. From then on the {@value #CANDIDATES} that were missed least when last
 * asked are asked again, because what a layer is worth changes when others are gone, and the best
 * of them goes. How much a layer is missed mostly grows as others go, so one that was asked long
 * ago looks too cheap, if anything, and has its turn soon. That makes about five evaluations a
 * layer, where all subsets would be 2^layers.
 */
final class LayerSearch {

  private static final int CANDIDATES = 4;

  private final Function<LayerSubset, LayerChoice> evaluation;
  private final BooleanSupplier timeIsOver;
  private final TuningListener listener;
  private final LayerSubset all;
  private final Map<Integer, Double> missed = new HashMap<>(); // by layer, loss of acceptance
  private final NavigableMap<Integer, LayerChoice> bySize = new TreeMap<>();
  private LayerChoice best;
  private int evaluations;
  private boolean complete;

  /**
   * Prepares to search.
   *
   * @param whole the whole model as its own draft
   * @param timeIsOver is asked before each evaluation
   */
  LayerSearch(
      LayerChoice whole,
      Function<LayerSubset, LayerChoice> evaluation,
      BooleanSupplier timeIsOver,
      TuningListener listener) {
    this.all = whole.layers();
    this.best = whole;
    this.evaluation = evaluation;
    this.timeIsOver = timeIsOver;
    this.listener = listener;
  }

  /** Searches until one layer is left or the time is over. */
  void run() {
    LayerSubset current = all;
    double acceptance = 1;
    while (current.size() > 1) {
      if (!leaveOneOut(current, acceptance) || (current.equals(all) && !leaveManyOut())) {
        return;
      }
      LayerChoice next = requireNonNull(bySize.get(current.size() - 1));
      current = next.layers();
      acceptance = next.acceptance();
    }
    complete = true;
  }

  /** Evaluates candidates; false if the time was over before the last one. */
  private boolean leaveOneOut(LayerSubset current, double acceptance) {
    for (int layer : candidates(current)) {
      LayerChoice choice = evaluate(current.without(layer));
      if (choice == null) {
        return false;
      }
      missed.put(layer, acceptance - choice.acceptance());
    }
    return true;
  }

  /** Evaluates the half of the layers that is missed most, the quarter and so on, likewise. */
  private boolean leaveManyOut() {
    List<Integer> byWorth = byLoss(all).reversed();
    for (int size = all.size() / 2; size > 0; size /= 2) {
      if (evaluate(new LayerSubset(byWorth.subList(0, size).stream().sorted().toList())) == null) {
        return false;
      }
    }
    return true;
  }

  private @Nullable LayerChoice evaluate(LayerSubset layers) {
    if (timeIsOver.getAsBoolean()) {
      return null;
    }
    LayerChoice choice = evaluation.apply(layers);
    bySize.merge(layers.size(), choice, (old, late) -> isBetter(late, old) ? late : old);
    best = best.layers().equals(all) || isBetter(choice, best) ? choice : best;
    evaluations++;
    listener.evaluated(evaluations, evaluations(all.size()), best);
    return choice;
  }

  private static boolean isBetter(LayerChoice choice, LayerChoice other) {
    return choice.predictedSpeedup() > other.predictedSpeedup();
  }

  /** All layers at first; later those that were missed least. */
  private List<Integer> candidates(LayerSubset current) {
    if (missed.isEmpty()) {
      return current.layers();
    }
    return byLoss(current).stream().limit(CANDIDATES).toList();
  }

  /** Layers in the order in which they are missed, those that are missed least first. */
  private List<Integer> byLoss(LayerSubset layers) {
    return layers.layers().stream().sorted(Comparator.comparing(missed::get)).toList();
  }

  /** How many evaluations a complete search takes. */
  static int evaluations(int layers) {
    int count = layers > 1 ? layers : 0;
    for (int size = layers / 2; size > 0; size /= 2) {
      count++;
    }
    for (int size = layers - 1; size > 1; size--) {
      count += Math.min(CANDIDATES, size);
    }
    return count;
  }

  /**
   * How much a complete search computes, in passes of the whole model over the sample: an
   * evaluation counts by its layers.
   */
  static double work(int layers) {
    double work = layers - 1;
    for (int size = layers / 2; size > 0; size /= 2) {
      work += (double) size / layers;
    }
    for (int size = layers - 1; size > 1; size--) {
      work += Math.min(CANDIDATES, size) * (size - 1.0) / layers;
    }
    return work;
  }

  /** The best subset of each size that was evaluated, the largest first. */
  List<LayerChoice> path() {
    return List.copyOf(bySize.descendingMap().values());
  }

  /** The best of all; the whole model only if there was no time for anything else. */
  LayerChoice best() {
    return best;
  }

  /** Whether the search was not cut. */
  boolean isComplete() {
    return complete;
  }
}
