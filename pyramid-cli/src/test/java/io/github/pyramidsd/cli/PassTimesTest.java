package io.github.pyramidsd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.Method;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.decode.Statistics;
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
    add(times, 4, 30);
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
    times.add(new PassTimes.Size(new FakeModel("t", 1, 0), 1), 30);
    assertThat(PassTimes.medians(List.of(times)).values()).containsExactlyInAnyOrder(10.0, 30.0);
  }

  @Test
  void allPassesOfAResponseAreHeardButThoseOverThePrompt() {
    FakeModel draft = new FakeModel("draft", 12, 0);
    FakeModel target = new FakeModel("target", 12, 0);
    PassTimes times = new PassTimes();
    Decoder decoder =
        Decoder.of(target).draft(draft).lookup(1).method(Method.SD).build(); // of 2 proposals
    Response response =
        decoder.generate(
            "abcdefghij",
            GenerateOptions.builder()
                .maxTokens(9)
                .listener(times.listener(decoder.pyramid()))
                .build());
    assertThat(response.text()).isEqualTo("klmnopqrs");
    for (String level : List.of("draft", "target")) {
      List<PassTimes.Passes> heard =
          times.bySize().stream().filter(passes -> passes.model().equals(level)).toList();
      Statistics.Level counted = response.statistics().level(level);
      assertThat(heard.stream().mapToLong(PassTimes.Passes::count).sum())
          .isEqualTo(counted.passes());
      assertThat(heard.stream().mapToLong(passes -> (long) passes.count() * passes.tokens()).sum())
          .isEqualTo(counted.tokensForwarded());
    }
    assertThat(times.bySize()).contains(new PassTimes.Passes("target", 3, 3, total(times)));
  }

  private static double total(PassTimes times) {
    return times.bySize().stream()
        .filter(passes -> passes.model().equals("target"))
        .mapToDouble(PassTimes.Passes::seconds)
        .sum();
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
    add(times, tokens, seconds);
    return times;
  }

  private static void add(PassTimes times, int tokens, long... seconds) {
    for (long each : seconds) {
      times.add(new PassTimes.Size(MODEL, tokens), (double) each);
    }
  }
}
