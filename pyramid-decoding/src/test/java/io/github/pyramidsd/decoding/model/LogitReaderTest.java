package io.github.pyramidsd.decoding.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogitReaderTest {

  private static final int SIZE = 5;

  private static final TabularModel MODEL =
      TabularModel.random("random", SmallVocabulary.letters(SIZE), 3).withContextLength(400);

  private static int[] tokens(int count) {
    int[] tokens = new int[count];
    Arrays.setAll(tokens, i -> (i * i + i / 7) % SIZE);
    return tokens;
  }

  /** 300 tokens take more than one pass. */
  @ParameterizedTest
  @CsvSource({"1, 0, 0", "300, 0, 0", "300, 0, 299", "300, 0, 130", "300, 40, 40", "300, 128, 290"})
  void everyPositionFromTheFirstOnIsShownOnceWithItsOwnLogits(int count, int held, int first) {
    int[] tokens = tokens(count);
    List<Integer> shown = new ArrayList<>();
    try (Session session = MODEL.newSession(count)) {
      if (held > 0) {
        session.append(tokens, 0, held, 0, new float[0]);
      }
      LogitReader.read(
          session,
          SIZE,
          tokens,
          first,
          (i, logits, offset) -> {
            shown.add(i);
            assertThat(Arrays.copyOfRange(logits, offset, offset + SIZE))
                .as("position %d", i)
                .isEqualTo(MODEL.logits(Arrays.copyOf(tokens, i + 1)));
          });
      assertThat(session.position()).isEqualTo(count);
    }
    List<Integer> expected = new ArrayList<>();
    for (int i = first; i < count; i++) {
      expected.add(i);
    }
    assertThat(shown).isEqualTo(expected);
  }

  @Test
  void logitsOfTokensThatTheSessionHeldAreNotToBeHad() {
    try (Session session = MODEL.newSession(8)) {
      session.append(tokens(4), 0, 4, 0, new float[0]);
      assertThatThrownBy(() -> LogitReader.read(session, SIZE, tokens(8), 3, (_, _, _) -> {}))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
