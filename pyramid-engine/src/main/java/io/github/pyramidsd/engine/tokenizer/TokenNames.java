package io.github.pyramidsd.engine.tokenizer;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds names of tokens in text: the leftmost one, and of those that start together the longest. A
 * trie of UTF-16 units; add every name before the first search.
 */
final class TokenNames {

  /** The name of token {@code id} was found in {@code [start, end)}. */
  record Match(int start, int end, int id) {}

  private static final int NO_TOKEN = -1;

  private static final class Node {
    private final Map<Character, Node> children = new HashMap<>(2);
    private int id = NO_TOKEN;
  }

  private final Node root = new Node();
  private final BitSet firsts = new BitSet(); // (UTF-16 unit): whether a name starts with it

  /** Adds a name; an empty one is never found. */
  void add(String name, int id) {
    if (name.isEmpty()) {
      return;
    }
    firsts.set(name.charAt(0));
    Node node = root;
    for (int i = 0; i < name.length(); i++) {
      node = node.children.computeIfAbsent(name.charAt(i), c -> new Node());
    }
    node.id = id;
  }

  /** Returns the first name at or after {@code from}, or null. */
  @Nullable Match find(String text, int from) {
    if (firsts.isEmpty()) {
      return null;
    }
    for (int start = from; start < text.length(); start++) {
      if (firsts.get(text.charAt(start))) {
        Match match = longestAt(text, start);
        if (match != null) {
          return match;
        }
      }
    }
    return null;
  }

  private @Nullable Match longestAt(String text, int start) {
    Match longest = null;
    Node node = root;
    for (int i = start; i < text.length(); i++) {
      node = node.children.get(text.charAt(i));
      if (node == null) {
        break;
      }
      if (node.id != NO_TOKEN) {
        longest = new Match(start, i + 1, node.id);
      }
    }
    return longest;
  }
}
