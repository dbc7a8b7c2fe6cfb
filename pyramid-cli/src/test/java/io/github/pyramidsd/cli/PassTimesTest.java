package io.github.pyramidsd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.decode.GenerationListener;
import io.github.pyramidsd.decoding.decode.Pyramid;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PassTimesTest {

  private static final FakeModel MODEL = new FakeModel("t", 1, 0);

  @Test
  void passesOfOneSizeAreTakenForTheirMedianWhateverMethodMadeThem() {
    PassTimes quiet = times(1, 10, 11, 12);
    PassTimes disturbed = times(1, 13, 50);
    Map<PassTimes.Size, Double> medians = PassTimes.medians(List.of(quiet, disturbed));
    assertThat(medians).containsOnly(Map.entry(new PassTimes.Size(MODEL, 1), 12.0));
    assertThat(quiet.beyond(medians)).isCloseTo(3 * 12 - 33, within(1e-9));
    assertThat(disturbed.beyond(medians)).isCloseTo(2 * 12 - 63, within(1e-9));
  }

  @Test
  void otherSizesAreOtherPasses() {
    PassTimes times = times(1, 10, 20);
    hear(times, 4, 30);
    Map<PassTimes.Size, Double> medians = PassTimes.medians(List.of(times));
    assertThat(medians)
        .containsOnly(
            Map.entry(new PassTimes.Size(MODEL, 1), 15.0),
            Map.entry(new PassTimes.Size(MODEL, 4), 30.0));
    assertThat(times.bySize())
        .containsExactly(new PassTimes.Passes("t", 1, 2, 30), new PassTimes.Passes("t", 4, 1, 30));
    assertThat(times.beyond(medians)).isCloseTo(0, within(1e-9));
  }

  @Test
  void modelsOfOneNameAreNotTakenForEachOther() {
    PassTimes times = times(1, 10);
    times.listener(Pyramid.of(new FakeModel("t", 1, 0))).onPass("target", 1, 30_000_000_000L);
    assertThat(PassTimes.medians(List.of(times)).values()).containsExactlyInAnyOrder(10.0, 30.0);
  }

  @Test
  void whatIsForgottenDoesNotCount() {
    PassTimes times = times(1, 10, 20);
    times.forget();
    assertThat(times.bySize()).isEmpty();
    assertThat(PassTimes.medians(List.of(times))).isEmpty();
  }

  private static PassTimes times(int tokens, long... seconds) {
    PassTimes times = new PassTimes();
    hear(times, tokens, seconds);
    return times;
  }

  private static void hear(PassTimes times, int tokens, long... seconds) {
    GenerationListener listener = times.listener(Pyramid.of(MODEL));
    for (long each : seconds) {
      listener.onPass("target", tokens, each * 1_000_000_000);
    }
  }
}
