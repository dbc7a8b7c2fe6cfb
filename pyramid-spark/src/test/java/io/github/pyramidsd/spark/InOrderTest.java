package io.github.pyramidsd.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InOrderTest {

  @Test
  void whateverTheOrderOfPartsLinesComeOnceAndInOrder() throws IOException {
    List<String> units = IntStream.range(0, 40).mapToObj(String::valueOf).toList();
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      List<List<Parts.Line>> parts = new ArrayList<>();
      for (int from = 0; from < 40; from += 5) {
        List<Parts.Line> part =
            units.subList(from, from + 5).stream().map(InOrderTest::line).toList();
        parts.add(part);
        if (random.nextInt(4) == 0) {
          parts.add(part); // of an executor that outlived its driver
        }
      }
      parts.add(List.of(line("nobody asked")));
      Collections.shuffle(parts, random);
      List<String> taken = new ArrayList<>();
      InOrder lines = new InOrder(units, line -> taken.add(line.unit()));
      for (List<Parts.Line> part : parts) {
        lines.add(part);
        assertThat(taken).as("seed %d", seed).isEqualTo(units.subList(0, taken.size()));
      }
      assertThat(taken).as("seed %d", seed).isEqualTo(units);
      assertThat(lines.missing()).isEmpty();
    }
  }

  @Test
  void whatHasNoLineIsMissing() throws IOException {
    List<String> taken = new ArrayList<>();
    InOrder lines = new InOrder(List.of("a", "b", "c"), line -> taken.add(line.unit()));
    lines.add(List.of(line("b")));
    assertThat(lines.missing()).containsExactly("a", "c");
    assertThat(taken).isEmpty();
    assertThatThrownBy(() -> new InOrder(List.of("a", "a"), _ -> {}))
        .hasMessage("a unit comes twice");
  }

  private static Parts.Line line(String unit) {
    return new Parts.Line(unit, "line of " + unit);
  }
}
