package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NgramIndexTest {

  private static NgramIndex indexOf(int... tokens) {
    NgramIndex index = new NgramIndex();
    for (int token : tokens) {
      index.append(token);
    }
    return index;
  }

  private static Map<Integer, Double> found(NgramIndex index) {
    Map<Integer, Double> weights = new LinkedHashMap<>();
    for (int i = 0; i < index.size(); i++) {
      weights.put(index.continuations()[i], index.weights()[i]);
    }
    assertThat(weights).hasSize(index.size());
    return weights;
  }

  /** Weighs what followed the latest matches, trying every earlier position. */
  private static Map<Integer, Double> naive(List<Integer> tokens) {
    int end = tokens.size();
    double share = 1;
    int tried = 0;
    Map<Integer, Double> weights = new LinkedHashMap<>();
    for (int at = end - 1; at >= 2 && tried < NgramIndex.CANDIDATES; at--) {
      int match = 0;
      while (match < Math.min(at, NgramIndex.LONGEST_MATCH)
          && tokens.get(at - 1 - match).equals(tokens.get(end - 1 - match))) {
        match++;
      }
      if (match >= NgramIndex.SHORTEST_MATCH) {
        weights.merge(tokens.get(at), share * Math.pow(3, match), Double::sum);
        share *= 0.875;
        tried++;
      }
    }
    return weights;
  }

  @Test
  void findsWhatANaiveSearchFinds() {
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int alphabet = 2 + random.nextInt(3);
      NgramIndex index = new NgramIndex();
      List<Integer> tokens = new ArrayList<>();
      for (int step = 0; step < 300; step++) {
        if (!tokens.isEmpty() && random.nextInt(12) == 0) {
          int position = tokens.size() - 1 - random.nextInt(Math.min(tokens.size(), 10));
          tokens.subList(position, tokens.size()).clear();
          index.rewind(position);
        } else {
          int token = 10 * random.nextInt(alphabet); // no two pairs of these have equal hashes
          tokens.add(token);
          index.append(token);
        }
        assertThat(index.length()).isEqualTo(tokens.size());
        assertThat(List.copyOf(found(index).entrySet()))
            .as("seed %s, step %s, context %s", seed, step, tokens)
            .isEqualTo(List.copyOf(naive(tokens).entrySet()));
      }
    }
  }

  /** A context that was taken back and appended again, many times, is one that never was. */
  @Test
  void rewindingRestoresEverything() {
    for (int seed = 0; seed < 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int alphabet = 2 + random.nextInt(20);
      int[] text = random.ints(500, 0, alphabet).toArray();
      NgramIndex index = new NgramIndex();
      for (int length = 1; length <= text.length; length++) {
        index.append(text[length - 1]);
        int detour = random.nextInt(6);
        for (int i = 0; i < detour; i++) {
          index.append(random.nextInt(2 * alphabet));
          index.matchLength();
        }
        index.rewind(length);
      }
      NgramIndex fresh = indexOf(text);
      for (int length = text.length; length >= 0; length--) {
        index.rewind(length);
        fresh.rewind(length);
        assertThat(found(index)).as("seed %s, length %s", seed, length).isEqualTo(found(fresh));
        assertThat(index.matchLength()).isEqualTo(fresh.matchLength());
      }
      assertThat(index.length()).isZero();
    }
  }

  /** Where the capacity grows, a detour beyond leaves no trace, not even by equal hashes. */
  @Test
  void rewindingRestoresTheCapacity() {
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int a = random.nextInt(1000);
      int b = random.nextInt(1000);
      NgramIndex index = new NgramIndex();
      NgramIndex fresh = new NgramIndex();
      for (int length = 1; length <= 530; length++) {
        int token = random.nextBoolean() ? a : b;
        index.append(token);
        fresh.append(token);
        if (random.nextInt(4) == 0) {
          for (int i = 0; i < 20; i++) {
            index.append(random.nextBoolean() ? a : b);
          }
          index.rewind(length);
        }
        assertThat(found(index)).as("seed %s, length %s", seed, length).isEqualTo(found(fresh));
      }
    }
  }

  @Test
  void longMatchesWeighMore() {
    NgramIndex index = indexOf(1, 2, 3, 4, 9, 2, 3, 5, 1, 2, 3);
    assertThat(index.matchLength()).isEqualTo(3);
    assertThat(List.copyOf(found(index).entrySet()))
        .containsExactly(Map.entry(5, 9.0), Map.entry(4, 0.875 * 27));
  }

  @Test
  void recentMatchesWeighMore() {
    NgramIndex index = indexOf(1, 2, 3, 0, 1, 2, 4, 5, 1, 2);
    assertThat(index.matchLength()).isEqualTo(2);
    assertThat(List.copyOf(found(index).entrySet()))
        .containsExactly(Map.entry(4, 9.0), Map.entry(3, 0.875 * 9));
  }

  @Test
  void aSingleCommonTokenIsNoMatch() {
    NgramIndex index = indexOf(1, 2, 3, 2);
    assertThat(index.matchLength()).isZero();
    assertThat(index.size()).isZero();
  }

  @Test
  void matchesAreMeasuredUpToALimit() {
    NgramIndex index = indexOf(IntStream.range(0, 200).map(_ -> 5).toArray());
    assertThat(index.matchLength()).isEqualTo(NgramIndex.LONGEST_MATCH);
    assertThat(found(index)).containsOnlyKeys(5);
  }

  @Test
  void collidingHashesFindNothingThatIsNotThere() {
    for (int seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      // Every token is another one: no pair occurs twice, but many have the same hash.
      int first = random.nextInt(1 << 20);
      NgramIndex index = new NgramIndex();
      for (int i = 0; i < 1000; i++) {
        index.append(first + 7 * i);
        assertThat(index.matchLength()).as("seed %s, position %s", seed, i).isZero();
      }
    }
  }

  @Test
  void theSmallestContextsWork() {
    assertThat(indexOf(3).matchLength()).isZero();
    assertThat(indexOf(3, 3).matchLength()).isZero();
    assertThat(found(indexOf(3, 3, 3))).containsExactly(Map.entry(3, 9.0));
  }
}
