package io.github.pyramidsd.engine.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.engine.LayerSubset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerSearchTest {

  private static final int LAYERS = 12;
  private static final SpeedupModel SPEEDUPS =
      new SpeedupModel(new int[] {1, 9}, new double[] {1, 1.8});

  private final List<LayerSubset> evaluated = new ArrayList<>();

  /** Layers 0, 5 and 11 are worth much; the others hardly anything, each a little more. */
  private LayerChoice evaluate(LayerSubset layers) {
    evaluated.add(layers);
    double acceptance = 1;
    for (int layer = 0; layer < LAYERS; layer++) {
      if (!layers.contains(layer)) {
        acceptance *= layer == 0 || layer == 5 || layer == 11 ? 0.3 : 1 - 0.002 * layer;
      }
    }
    return SPEEDUPS.choice(layers, acceptance, (double) layers.size() / LAYERS);
  }

  private LayerSearch search(int evaluations, TuningListener listener) {
    return new LayerSearch(
        SPEEDUPS.choice(LayerSubset.all(LAYERS), 1, 1),
        this::evaluate,
        () -> evaluated.size() >= evaluations,
        listener);
  }

  @Test
  void theLayersThatMatterAreKept() {
    LayerSearch search = search(Integer.MAX_VALUE, (done, of, best) -> {});
    search.run();
    assertThat(search.best().layers()).hasToString("0,5,11");
    assertThat(search.isComplete()).isTrue();
    assertThat(search.path()).hasSize(LAYERS - 1);
    for (int i = 0; i < search.path().size(); i++) {
      LayerSubset layers = search.path().get(i).layers();
      assertThat(layers.size()).isEqualTo(LAYERS - 1 - i);
    }
  }

  /** The chain of interactions is known to nobody before layers are asked again. */
  @Test
  void layersThatAreOneAnothersReplacementAreNotBothLeftOut() {
    LayerSearch search =
        new LayerSearch(
            SPEEDUPS.choice(LayerSubset.all(LAYERS), 1, 1),
            layers -> {
              boolean neither = !layers.contains(3) && !layers.contains(4);
              double others = 0.001 * (LAYERS - layers.size());
              return SPEEDUPS.choice(
                  layers, neither ? 0.1 : 0.99 - others, (double) layers.size() / LAYERS);
            },
            () -> false,
            (done, of, best) -> {});
    search.run();
    assertThat(search.best().layers().size()).isEqualTo(1);
    assertThat(search.best().layers().layers()).containsAnyOf(3, 4);
  }

  @Test
  void evaluationsAreAFewALayerAndAnnounced() {
    List<Integer> heard = new ArrayList<>();
    int expected = LayerSearch.evaluations(LAYERS);
    LayerSearch search =
        search(
            Integer.MAX_VALUE,
            (done, of, best) -> {
              heard.add(done);
              assertThat(of).isEqualTo(expected);
            });
    search.run();
    assertThat(evaluated).hasSize(expected);
    assertThat(expected).isLessThanOrEqualTo(5 * LAYERS);
    assertThat(heard).hasSize(expected).isSorted().endsWith(expected);
    double work = evaluated.stream().mapToInt(LayerSubset::size).sum() / (double) LAYERS;
    assertThat(LayerSearch.work(LAYERS)).isCloseTo(work, within(1e-9));
  }

  @Test
  void whatWasFoundBeforeTheTimeWasOverCounts() {
    LayerSearch search = search(LAYERS + 9, (done, of, best) -> {});
    search.run();
    assertThat(search.isComplete()).isFalse();
    assertThat(search.path().stream().map(choice -> choice.layers().size()))
        .containsExactly(11, 10, 9, 6, 3, 1);
    assertThat(search.best().layers()).hasToString("0,5,11");
  }

  @Test
  void aCutAmongSingleLayersLeavesTheBestOfThose() {
    LayerSearch search = search(3, (done, of, best) -> {});
    search.run();
    assertThat(search.isComplete()).isFalse();
    assertThat(search.path()).containsExactly(search.best());
    assertThat(search.best().layers()).hasToString("0,2-11");
  }

  @Test
  void withoutAnyTimeAllLayersAreLeft() {
    LayerSearch search = search(0, (done, of, best) -> {});
    search.run();
    assertThat(search.isComplete()).isFalse();
    assertThat(search.path()).isEmpty();
    assertThat(search.best().layers().size()).isEqualTo(LAYERS);
  }
}
