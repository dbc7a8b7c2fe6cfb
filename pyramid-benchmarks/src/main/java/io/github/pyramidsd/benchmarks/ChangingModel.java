package io.github.pyramidsd.benchmarks;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Session;
import io.github.pyramidsd.decoding.model.Vocabulary;
import io.github.pyramidsd.decoding.sampling.VocabularyKernels;

/**
 * Predicts like one model up to a position and like another after it, as a draft does whose text
 * turns from a kind that it knows to one that it does not. Only one of the two computes, but for
 * once, when the other reads what it missed.
 *
 * @param first until the position
 * @param second from there on; of the same shape and vocabulary
 * @param position how many tokens the first one predicts after
 */
record ChangingModel(LanguageModel first, LanguageModel second, int position)
    implements LanguageModel {

  @Override
  public String name() {
    return first.name();
  }

  @Override
  public Vocabulary vocabulary() {
    return first.vocabulary();
  }

  @Override
  public int contextLength() {
    return first.contextLength();
  }

  @Override
  public VocabularyKernels vocabularyKernels() {
    return first.vocabularyKernels();
  }

  @Override
  public Session newSession(int contextLength) {
    return new ChangingSession(
        first.newSession(contextLength), second.newSession(contextLength), position);
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }

  private static final class ChangingSession implements Session {
    private final Session first;
    private final Session second;
    private final int change;
    private int position;

    ChangingSession(Session first, Session second, int change) {
      this.first = first;
      this.second = second;
      this.change = change;
    }

    @Override
    public int position() {
      return position;
    }

    @Override
    public int contextLength() {
      return first.contextLength();
    }

    /** The tokens are those of the whole context, so that what one model missed is before them. */
    @Override
    public long append(int[] tokens, int from, int to, int rows, float[] logits) {
      Session session = position < change ? first : second;
      long nanos = 0;
      if (session.position() < position) {
        nanos += session.append(tokens, session.position(), from, 0, logits);
      }
      nanos += session.append(tokens, from, to, rows, logits);
      position += to - from;
      return nanos;
    }

    @Override
    public void rewind(int newPosition) {
      position = newPosition;
      first.rewind(Math.min(newPosition, first.position()));
      second.rewind(Math.min(newPosition, second.position()));
    }

    @Override
    public void close() {
      first.close();
      second.close();
    }
  }
}
