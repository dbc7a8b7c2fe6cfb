package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Session;
import io.github.pyramidsd.decoding.model.Vocabulary;

/**
 * Continues the alphabet: after each letter comes the next, after z a space, then an e with an
 * accent, then the end. The less {@code certain} it is, the more it leaves to other letters.
 */
final class FakeModel implements LanguageModel {

  static final int CONTEXT = 64;

  private final String name;
  private final float certainty;
  private final int passMillis;
  private boolean closed;

  FakeModel(String name, float certainty, int passMillis) {
    this.name = name;
    this.certainty = certainty;
    this.passMillis = passMillis;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Vocabulary vocabulary() {
    return new FakeVocabulary(name.contains("foreign") ? 258 : 257);
  }

  @Override
  public int contextLength() {
    return name.contains("long") ? 16 * CONTEXT : CONTEXT;
  }

  @Override
  public Session newSession(int contextLength) {
    return new FakeSession(contextLength);
  }

  @Override
  public void close() {
    closed = true;
  }

  private static int next(int token) {
    return switch (token) {
      case 'z' -> ' ';
      case ' ' -> 0xC3;
      case 0xC3 -> 0xA9;
      case 0xA9 -> FakeVocabulary.END;
      default -> token >= 'a' && token < 'z' ? token + 1 : 'a';
    };
  }

  private final class FakeSession implements Session {

    private final int contextLength;
    private int position;

    FakeSession(int contextLength) {
      this.contextLength = contextLength;
    }

    @Override
    public int position() {
      return position;
    }

    @Override
    public int contextLength() {
      return contextLength;
    }

    @Override
    public long append(int[] tokens, int from, int to, int rows, float[] logits) {
      pause();
      int size = vocabulary().size();
      for (int row = 0; row < rows; row++) {
        int last = tokens[to - rows + row];
        for (int id = 0; id < size; id++) {
          logits[row * size + id] = id == next(last) ? certainty : id >= 'a' && id <= 'z' ? 0 : -20;
        }
      }
      position += to - from;
      return passMillis * 1_000_000L;
    }

    private void pause() {
      try {
        Thread.sleep(passMillis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void rewind(int to) {
      position = to;
    }

    @Override
    public void close() {}
  }
}
