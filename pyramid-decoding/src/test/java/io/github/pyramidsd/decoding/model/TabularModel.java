package io.github.pyramidsd.decoding.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * A model of which everything is known: its logits are a table or a function of the context. Its
 * sessions check every call and keep account of what they forwarded and what was taken back.
 */
public final class TabularModel implements LanguageModel {

  /** From a context to the logits of the next token. */
  @FunctionalInterface
  public interface Logits {
    /** Returns one logit for each token of the vocabulary. */
    float[] after(int[] tokens, int length);
  }

  private final String name;
  private final SmallVocabulary vocabulary;
  private final int contextLength;
  private final Logits logits;
  private final List<TabularSession> sessions = Collections.synchronizedList(new ArrayList<>());
  private boolean refusesSessions;

  /** A model with a context of a given length. */
  public TabularModel(String name, SmallVocabulary vocabulary, int contextLength, Logits logits) {
    this.name = name;
    this.vocabulary = vocabulary;
    this.contextLength = contextLength;
    this.logits = logits;
  }

  /** Normally distributed logits that depend on a seed and the last two tokens. */
  public static TabularModel random(String name, SmallVocabulary vocabulary, long seed) {
    return random(name, vocabulary, seed, 1);
  }

  /** The same with a given standard deviation: the larger, the surer is the model. */
  public static TabularModel random(
      String name, SmallVocabulary vocabulary, long seed, double deviation) {
    int base = vocabulary.size() + 1;
    SplittableRandom random = new SplittableRandom(seed);
    float[][] table = new float[base * base][vocabulary.size()];
    for (float[] row : table) {
      for (int id = 0; id < row.length; id++) {
        row[id] = (float) (deviation * random.nextGaussian());
      }
    }
    return new TabularModel(
        name,
        vocabulary,
        64,
        (tokens, length) ->
            table[(length < 2 ? 0 : tokens[length - 2] + 1) * base + tokens[length - 1] + 1]);
  }

  /**
   * A model that is all but certain of a text: after a prompt of one token it says {@code script},
   * again and again.
   */
  public static TabularModel scripted(String name, SmallVocabulary vocabulary, int... script) {
    return new TabularModel(
        name,
        vocabulary,
        64,
        (_, length) -> {
          float[] row = new float[vocabulary.size()];
          row[script[(length - 1) % script.length]] = 20;
          return row;
        });
  }

  /** The same, but with another context length. */
  public TabularModel withContextLength(int value) {
    return new TabularModel(name, vocabulary, value, logits);
  }

  /** From now on no session can be opened. */
  public void refuseSessions() {
    refusesSessions = true;
  }

  /** The logits after a context. */
  public float[] logits(int... tokens) {
    return logits.after(tokens, tokens.length).clone();
  }

  /** All sessions that were ever opened. */
  public List<TabularSession> sessions() {
    return sessions;
  }

  /** How many sessions are not closed. */
  public long openSessions() {
    return sessions.stream().filter(session -> !session.closed).count();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public SmallVocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  public int contextLength() {
    return contextLength;
  }

  @Override
  public Session newSession(int length) {
    if (refusesSessions) {
      throw new IllegalStateException(name + " refuses sessions");
    }
    if (length < 1 || length > contextLength) {
      throw new IllegalArgumentException("context length is " + length);
    }
    TabularSession session = new TabularSession(length);
    sessions.add(session);
    return session;
  }

  @Override
  public void close() {
    if (openSessions() > 0) {
      throw new IllegalStateException(openSessions() + " sessions of " + name + " are open");
    }
  }

  /** A context that knows what was done with it. */
  public final class TabularSession implements Session {

    private final int[] tokens;
    private int position;
    private long forwarded;
    private long dropped;
    private int passes;
    private boolean closed;
    private int closings;

    private TabularSession(int length) {
      tokens = new int[length];
    }

    /** The tokens in the context. */
    public List<Integer> history() {
      return Arrays.stream(tokens, 0, position).boxed().toList();
    }

    /** How many tokens were ever appended. */
    public long forwarded() {
      return forwarded;
    }

    /** How many tokens were ever taken back. */
    public long dropped() {
      return dropped;
    }

    /** How often it was closed. */
    public int closings() {
      return closings;
    }

    /** How often tokens were appended. */
    public int passes() {
      return passes;
    }

    @Override
    public int position() {
      requireOpen();
      return position;
    }

    @Override
    public int contextLength() {
      return tokens.length;
    }

    @Override
    public long append(int[] source, int from, int to, int rows, float[] out) {
      requireOpen();
      Objects.checkFromToIndex(from, to, source.length);
      int size = vocabulary.size();
      int count = to - from;
      if (count < 1 || rows < 0 || rows > count || out.length < rows * size) {
        throw new IllegalArgumentException(
            "%d tokens, %d rows, room for %d logits".formatted(count, rows, out.length));
      }
      if (count > tokens.length - position) {
        throw new IllegalArgumentException(
            "%d tokens at %d overflow a context of %d".formatted(count, position, tokens.length));
      }
      for (int i = from; i < to; i++) {
        Objects.checkIndex(source[i], size);
      }
      for (int i = from; i < to; i++) {
        tokens[position++] = source[i];
        if (i >= to - rows) {
          System.arraycopy(logits.after(tokens, position), 0, out, (i - to + rows) * size, size);
        }
      }
      forwarded += count;
      passes++;
      return 0;
    }

    @Override
    public void rewind(int to) {
      requireOpen();
      Objects.checkIndex(to, position + 1);
      dropped += position - to;
      position = to;
    }

    @Override
    public void close() {
      closed = true;
      closings++;
    }

    private void requireOpen() {
      if (closed) {
        throw new IllegalStateException("a session of " + name + " is closed");
      }
    }
  }
}
