package io.github.pyramidsd.engine.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MergerTest {

  /** Merges the lowest rank, leftmost first, looking through all pairs every time. */
  private static List<String> merge(String word, List<String> merges) {
    List<String> symbols = new ArrayList<>(word.chars().mapToObj(Character::toString).toList());
    while (true) {
      int best = -1;
      int bestRank = Integer.MAX_VALUE;
      for (int i = 0; i + 1 < symbols.size(); i++) {
        int rank = merges.indexOf(symbols.get(i) + " " + symbols.get(i + 1));
        if (rank >= 0 && rank < bestRank) {
          best = i;
          bestRank = rank;
        }
      }
      if (best < 0) {
        return symbols;
      }
      symbols.set(best, symbols.get(best) + symbols.remove(best + 1));
    }
  }

  /** Merges over the letters a to d in random order, so that later ones may come before earlier. */
  private static List<String> randomMerges(Random random) {
    List<String> words = new ArrayList<>(List.of("a", "b", "c", "d"));
    Set<String> merges = new LinkedHashSet<>();
    for (int i = 0; i < 30; i++) {
      String left = words.get(random.nextInt(words.size()));
      String right = words.get(random.nextInt(words.size()));
      if (merges.add(left + " " + right) && !words.contains(left + right)) {
        words.add(left + right);
      }
    }
    List<String> result = new ArrayList<>(merges);
    if (random.nextBoolean()) {
      Collections.shuffle(result, random);
    }
    return result;
  }

  @Test
  void theHeapMergesWhatTheNaiveAlgorithmMerges() {
    Random random = new Random(11);
    for (int vocabulary = 0; vocabulary < 100; vocabulary++) {
      List<String> merges = randomMerges(random);
      List<String> tokens =
          merges.stream().map(merge -> merge.replace(" ", "")).distinct().toList();
      ByteLevelTokenizer tokenizer =
          new ByteLevelTokenizer(Tokenizers.small("gpt-2", tokens, List.of(), merges));
      for (int i = 0; i < 50; i++) {
        String word =
            random
                .ints(random.nextInt(1, 80), 'a', 'e')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        List<String> merged = new ArrayList<>();
        for (int token : tokenizer.encode(word, false)) {
          merged.add(new String(tokenizer.bytes(token), UTF_8));
        }
        assertThat(merged).as("%s with %s", word, merges).isEqualTo(merge(word, merges));
      }
    }
  }

  @Test
  void ofEqualPairsTheLeftmostMergesFirst() {
    ByteLevelTokenizer tokenizer =
        new ByteLevelTokenizer(Tokenizers.small("gpt-2", List.of("aa"), List.of(), List.of("a a")));

    assertThat(tokenizer.encode("aaaaa", false)).containsExactly(256, 256, 'a');
  }

  @Test
  void ofEqualMergesTheFirstCounts() {
    ByteLevelTokenizer tokenizer =
        new ByteLevelTokenizer(
            Tokenizers.small(
                "gpt-2", List.of("ab", "bc"), List.of(), List.of("a b", "b c", "a b")));

    assertThat(tokenizer.encode("abc", false)).containsExactly(256, 'c');
  }
}
