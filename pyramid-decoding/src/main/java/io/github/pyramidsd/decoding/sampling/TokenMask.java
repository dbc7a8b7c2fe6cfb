package io.github.pyramidsd.decoding.sampling;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a {@link Constraint} says about the next token: which ids are allowed, and what is added to
 * logits. A new mask allows everything.
 */
public final class TokenMask {

  private final int vocabularySize;
  private final BitSet forbidden = new BitSet();
  private final Map<Integer, Float> added = new TreeMap<>();

  /** Makes a mask for a vocabulary that allows every token. */
  public TokenMask(int vocabularySize) {
    this.vocabularySize = vocabularySize;
  }

  /** The number of token ids. */
  public int vocabularySize() {
    return vocabularySize;
  }

  /** Forbids every token that is not allowed afterwards. */
  public void forbidAll() {
    forbidden.set(0, vocabularySize);
  }

  /** Forbids a token. */
  public void forbid(int id) {
    forbidden.set(check(id));
  }

  /** Allows a token. */
  public void allow(int id) {
    forbidden.clear(check(id));
  }

  /** Allows the tokens whose bits are set, and no other. */
  public void allowOnly(BitSet allowed) {
    forbidAll();
    forbidden.andNot(allowed);
  }

  /** Adds a finite number to the logit of a token, beside what was added before. */
  public void add(int id, float value) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(
          "what is added to the logit of token " + id + " is " + value + ", expected a number");
    }
    added.merge(check(id), value, Float::sum);
  }

  /** Whether a token may come. */
  public boolean allows(int id) {
    return !forbidden.get(id);
  }

  /** Whether any token below a given id may come. */
  public boolean allowsAnyBelow(int end) {
    return forbidden.nextClearBit(0) < end;
  }

  /** Applies the mask to a row of logits of the first {@code count} tokens. */
  void apply(float[] logits, int offset, int count) {
    for (Map.Entry<Integer, Float> entry : added.entrySet()) {
      if (entry.getKey() < count) {
        logits[offset + entry.getKey()] += entry.getValue();
      }
    }
    for (int id = forbidden.nextSetBit(0);
        id >= 0 && id < count;
        id = forbidden.nextSetBit(id + 1)) {
      logits[offset + id] = Float.NEGATIVE_INFINITY;
    }
  }

  private int check(int id) {
    if (id < 0 || id >= vocabularySize) {
      throw new IllegalArgumentException(
          "token " + id + " is not in the vocabulary, expected 0 to " + (vocabularySize - 1));
    }
    return id;
  }
}
