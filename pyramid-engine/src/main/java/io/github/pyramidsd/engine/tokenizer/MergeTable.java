package io.github.pyramidsd.engine.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The merges of a vocabulary: from a pair of token ids to its rank and the id of the two together.
 * A hash table with open addressing, at most half full.
 *
 * <p>As in llama.cpp, a merge may name words that are no tokens. They take part like others under
 * ids of their own, below -1, and what is left of them in the end is {@linkplain #spelled spelled}
 * in tokens of single bytes.
 */
final class MergeTable {

  private static final long NONE = -1;
  private static final int NEVER = -1;

  private final long[] pairs; // (slot): left << 32 | right
  private final int[] ranks; // (slot)
  private final int[] merged; // (slot)
  private final Map<String, Integer> absent = new HashMap<>(); // words without a token: their ids
  private final List<int[]> spellings = new ArrayList<>(); // (-2 - id): tokens of single bytes

  /**
   * Reads the merges; of two that are equal the first counts.
   *
   * @param merges {@code "left right"}, in the order of their ranks
   * @param words the ids of the tokens that text may be merged into
   * @throws IllegalArgumentException if a merge is not two words with a space between
   */
  MergeTable(List<String> merges, Map<String, Integer> words) {
    int slots = Integer.highestOneBit(Math.max(merges.size(), 1)) * 4;
    pairs = new long[slots];
    ranks = new int[slots];
    merged = new int[slots];
    Arrays.fill(pairs, NONE);
    for (int rank = 0; rank < merges.size(); rank++) {
      add(merges.get(rank), rank, words);
    }
  }

  private void add(String merge, int rank, Map<String, Integer> words) {
    int space = merge.indexOf(' ', 1);
    if (space < 0 || space == merge.length() - 1) {
      throw new IllegalArgumentException(
          "merge %s, \"%s\", is not two tokens with a space between".formatted(rank, merge));
    }
    String left = merge.substring(0, space);
    String right = merge.substring(space + 1);
    int leftId = id(left, words);
    int rightId = id(right, words);
    if (leftId == NEVER || rightId == NEVER) {
      return;
    }
    long pair = pair(leftId, rightId);
    int slot = slot(pair);
    if (pairs[slot] == NONE) {
      pairs[slot] = pair;
      ranks[slot] = rank;
      merged[slot] = id(left + right, words);
    }
  }

  /** The id of a word; {@link #NEVER} if text cannot become it, as it has a byte without token. */
  private int id(String word, Map<String, Integer> words) {
    Integer id = words.getOrDefault(word, absent.get(word));
    if (id != null) {
      return id;
    }
    int[] spelling = new int[word.length()];
    for (int i = 0; i < spelling.length; i++) {
      Integer token = words.get(word.substring(i, i + 1));
      if (token == null) {
        return NEVER;
      }
      spelling[i] = token;
    }
    spellings.add(spelling);
    absent.put(word, -1 - spellings.size());
    return -1 - spellings.size();
  }

  /** Whether an id is of a word that is no token. */
  static boolean isAbsent(int id) {
    return id < -1;
  }

  /** The tokens of single bytes that a word which is no token consists of. */
  int[] spelled(int id) {
    return spellings.get(-2 - id);
  }

  /** Returns where the pair is in the table, or -1 if it does not merge. */
  int find(int left, int right) {
    int slot = slot(pair(left, right));
    return pairs[slot] == NONE ? -1 : slot;
  }

  /** Returns the rank of the merge at a place that {@link #find} gave, from 0. */
  int rank(int slot) {
    return ranks[slot];
  }

  /** Returns the token that the merge at a place that {@link #find} gave makes. */
  int merged(int slot) {
    return merged[slot];
  }

  private static long pair(int left, int right) {
    return (long) left << 32 | (right & 0xFFFFFFFFL);
  }

  /** The slot that holds the pair, or the empty one where it would go. */
  private int slot(long pair) {
    int mask = pairs.length - 1;
    int slot = (int) ((pair * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (pairs[slot] != pair && pairs[slot] != NONE) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
