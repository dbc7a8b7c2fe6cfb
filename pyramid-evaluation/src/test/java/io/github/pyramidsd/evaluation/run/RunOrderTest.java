package io.github.pyramidsd.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.evaluation.result.RunKey;
import io.github.pyramidsd.evaluation.study.Study;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunOrderTest {

  @TempDir private Path directory;

  private Study study(int configurations, int seeds) throws IOException {
    String lengths =
        IntStream.rangeClosed(1, configurations)
            .mapToObj(String::valueOf)
            .collect(Collectors.joining(", ", "[", "]"));
    String methods = "methods:\n  - {method: sd, draft-length: %s}\n".formatted(lengths);
    return Studies.study(directory, 1, methods + Studies.TASKS.replace("[3, 5]", "" + seeds));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 3", "3, 2", "4, 5", "5, 4", "17, 3"})
  void everyRunComesOnce(int configurations, int seeds) throws IOException {
    Study study = study(configurations, seeds);
    assertThat(RunOrder.of(study))
        .doesNotHaveDuplicates()
        .hasSize(study.runs())
        .hasSize(configurations * (3 * seeds + 2 * 5));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 3", "3, 2", "4, 5", "5, 4", "17, 3"})
  void noPromptComesTwiceInARow(int configurations, int seeds) throws IOException {
    List<RunKey> order = RunOrder.of(study(configurations, seeds));
    for (int i = 1; i < order.size(); i++) {
      assertThat(order.get(i).item()).isNotEqualTo(order.get(i - 1).item());
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 2", "4, 5", "5, 4", "17, 3"})
  void withinAGroupNoConfigurationComesTwiceInARow(int configurations, int seeds)
      throws IOException {
    List<RunKey> order = RunOrder.of(study(configurations, seeds));
    int groups = order.size() / configurations / 2;
    int repeats = 0;
    for (int i = 1; i < order.size(); i++) {
      boolean again = order.get(i).configuration().equals(order.get(i - 1).configuration());
      repeats += again ? 1 : 0;
    }
    assertThat(repeats).isLessThan(groups); // where one group follows another
  }

  /** A machine that slows down steadily costs each the same, but for a few parts in a hundred. */
  @Test
  void driftFavoursNoConfiguration() throws IOException {
    List<RunKey> order = RunOrder.of(study(8, 60));
    Map<String, Double> places = new HashMap<>();
    for (int i = 0; i < order.size(); i++) {
      places.merge(order.get(i).configuration(), (double) i, Double::sum);
    }
    double middle = (order.size() - 1) / 2.0;
    double runs = order.size() / 8.0;
    assertThat(places.values())
        .allSatisfy(sum -> assertThat(sum / runs / middle).isCloseTo(1, within(0.01)));
  }

  @Test
  void tasksAreSpreadOverTheWholeStudy() throws IOException {
    List<RunKey> order = RunOrder.of(study(4, 20));
    List<RunKey> firstHalf = order.subList(0, order.size() / 2);
    long all = order.stream().filter(key -> key.task().equals("distribution")).count();
    long early = firstHalf.stream().filter(key -> key.task().equals("distribution")).count();
    assertThat(early / (double) all).isCloseTo(0.5, within(0.15));
  }

  @Test
  void orderIsAlwaysTheSame() throws IOException {
    assertThat(RunOrder.of(study(5, 3))).isEqualTo(RunOrder.of(study(5, 3)));
  }
}
