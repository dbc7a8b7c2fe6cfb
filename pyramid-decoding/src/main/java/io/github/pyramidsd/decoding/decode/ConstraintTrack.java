package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.sampling.Constraint;
import io.github.pyramidsd.decoding.sampling.TokenMask;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A constraint along one response: its state at every position, made when that is first predicted,
 * and the masks of the round, which all levels share.
 */
final class ConstraintTrack<S> {

  private final Constraint<S> constraint;
  private final Tokens tokens;
  private final int start;
  private final int vocabularySize;
  private final List<S> states = new ArrayList<>(); // by position, from the response's start
  private final TreeMap<Integer, TokenMask> masks = new TreeMap<>(); // by position

  ConstraintTrack(Constraint<S> constraint, Tokens tokens, int vocabularySize) {
    this.constraint = constraint;
    this.tokens = tokens;
    this.start = tokens.length();
    this.vocabularySize = vocabularySize;
    states.add(constraint.start(tokens.toArray(0, start)));
  }

  /** What may come at a position: after so many tokens of the context. */
  TokenMask mask(int position) {
    return masks.computeIfAbsent(
        position,
        _ -> {
          TokenMask mask = new TokenMask(vocabularySize);
          constraint.restrict(state(position), mask);
          return mask;
        });
  }

  private S state(int position) {
    while (states.size() <= position - start) {
      int last = states.size() - 1;
      states.add(constraint.next(states.get(last), tokens.get(start + last)));
    }
    return states.get(position - start);
  }

  /**
   * Forgets what depends on tokens after the first {@code length}, perhaps of an older response.
   */
  void takeBack(int length) {
    while (states.size() > Math.max(1, length - start + 1)) {
      states.removeLast();
    }
    masks.tailMap(length, false).clear();
  }

  /** Forgets the masks before a position, which are not needed any more. */
  void commit(int position) {
    masks.headMap(position, false).clear();
  }
}
