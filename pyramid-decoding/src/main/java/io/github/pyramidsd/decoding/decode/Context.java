package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.model.Vocabulary;
import io.github.pyramidsd.decoding.sampling.Draws;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A growing text and what every level has read of it, from {@link #open} to {@link #close}: append,
 * generate, append again. Only what is new is forwarded, once in each level; going back to a common
 * prefix costs nothing.
 *
 * <p>Used by one thread at a time; a second one that comes meanwhile gets an {@link
 * IllegalStateException}. {@link #close} may be called by any.
 */
public final class Context implements AutoCloseable {

  private final Pyramid pyramid;
  private final Schedule.Factory schedules;
  private final Tokens tokens;
  private final Levels levels;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable TokenStream stream; // the response that has not ended
  private volatile boolean closing;
  private boolean closed;

  private Context(Pyramid pyramid, Schedule.Factory schedules, int limit) {
    this.pyramid = pyramid;
    this.schedules = schedules;
    this.tokens = new Tokens(limit);
    this.levels = new Levels(pyramid, tokens);
  }

  /**
   * Opens an empty context. Most callers use a {@code Decoder}, which knows what to decide by.
   *
   * @param schedules decide which levels make each round of a response
   * @param limit the most tokens it may hold, from 1 to the target's context length; memory grows
   *     with what it does hold
   * @throws IllegalArgumentException if the limit is outside that range
   */
  public static Context open(Pyramid pyramid, Schedule.Factory schedules, int limit) {
    int most = pyramid.contextLength();
    if (limit < 1 || limit > most) {
      throw new IllegalArgumentException(
          "context length is %s, but %s was made for at most %s, expected 1 to that"
              .formatted(limit, pyramid.target().name(), most));
    }
    return new Context(pyramid, schedules, limit);
  }

  /** The number of tokens. */
  public int length() {
    return tokens.length();
  }

  /** The most tokens it may hold. */
  public int limit() {
    return tokens.limit();
  }

  /** A copy of the tokens. */
  public int[] tokens() {
    return tokens.toArray(0, tokens.length());
  }

  /**
   * Appends plain text, in which names of special tokens mean nothing. The first text of a context
   * gets the model's beginning-of-sequence token, if it wants one.
   *
   * @throws ContextFullException if there is no room; the context is unchanged
   */
  public Context append(String text) {
    Vocabulary vocabulary = pyramid.target().vocabulary();
    return append(
        tokens.length() == 0 ? vocabulary.encodePrompt(text) : vocabulary.encode(text, false));
  }

  /**
   * Appends tokens. They are forwarded when a response needs it.
   *
   * @throws ContextFullException if there is no room; the context is unchanged
   * @throws IllegalArgumentException if an id is not in the target's vocabulary
   */
  public Context append(int... ids) {
    change(
        () -> {
          check(ids, tokens.length());
          for (int id : ids) {
            tokens.append(id);
          }
        });
    return this;
  }

  /** Goes back to the first {@code length} tokens, in constant time. */
  public void rewind(int length) {
    change(
        () -> {
          if (length < 0 || length > tokens.length()) {
            throw new IllegalArgumentException(
                "the context has %s tokens and cannot go back to %s"
                    .formatted(tokens.length(), length));
          }
          takeBack(length);
        });
  }

  /**
   * Becomes a sequence of tokens: keeps the prefix that the context has in common with it.
   *
   * @return the length of that prefix
   * @throws ContextFullException if there is no room; the context is unchanged
   */
  public int become(int... ids) {
    int[] common = new int[1];
    change(
        () -> {
          check(ids, 0);
          int shared = Math.min(ids.length, tokens.length());
          while (common[0] < shared && tokens.get(common[0]) == ids[common[0]]) {
            common[0]++;
          }
          takeBack(common[0]);
          for (int i = common[0]; i < ids.length; i++) {
            tokens.append(ids[i]);
          }
        });
    return common[0];
  }

  private void check(int[] ids, int before) {
    if (ids.length > tokens.limit() - before) {
      String given =
          before == 0
              ? "the prompt has " + ids.length + " tokens"
              : ids.length + " tokens are appended to " + before;
      throw new ContextFullException(
          given
              + ", but the context holds "
              + tokens.limit()
              + ": shorten the text or open a longer context");
    }
    int size = pyramid.target().vocabulary().size();
    for (int id : ids) {
      if (id < 0 || id >= size) {
        throw new IllegalArgumentException(
            "token %s is not in the vocabulary of %s, expected 0 to %s"
                .formatted(id, pyramid.target().name(), size - 1));
      }
    }
  }

  /**
   * Begins a response, which is generated as it is pulled. It ends what is left of the one before.
   *
   * @throws IllegalArgumentException if the context is empty or has no room for a token
   */
  public TokenStream stream(GenerateOptions options) {
    return stream(options, schedules.begin(options), options.draws());
  }

  TokenStream stream(GenerateOptions options, Schedule schedule, Draws draws) {
    TokenStream[] begun = new TokenStream[1];
    change(
        () -> {
          if (tokens.length() == 0) {
            throw new IllegalArgumentException(
                "the prompt is empty and the model has no beginning-of-sequence token: give some text");
          }
          if (tokens.length() == tokens.limit()) {
            throw new ContextFullException(
                "the prompt has %s tokens, but the context holds %s and at least one must be free: shorten it"
                    .formatted(tokens.length(), tokens.limit()));
          }
          begun[0] = new TokenStream(this, pyramid, levels, schedule, options, draws);
          stream = begun[0];
        });
    return begun[0];
  }

  /**
   * Generates a response.
   *
   * @throws IllegalArgumentException if the context is empty or has no room for a token
   */
  public Response generate(GenerateOptions options) {
    try (TokenStream tokensToCome = stream(options)) {
      tokensToCome.forEachRemaining(_ -> {});
      return tokensToCome.response();
    }
  }

  /**
   * Gives back the memory of all levels; the models stay the caller's. A response that is being
   * generated is cancelled, and its forward pass waited for.
   */
  @Override
  public void close() {
    closing = true;
    if (!lock.isHeldByCurrentThread()) { // else it is closed on the way out
      waitAndUse(() -> {});
    }
  }

  boolean isClosing() {
    return closing;
  }

  /** The response has ended: what it left beyond the committed tokens is taken back. */
  void ended(TokenStream which, int length) {
    if (stream == which) {
      stream = null;
      takeBack(length);
    }
  }

  /** Takes tokens back from every level; if that fails, none can be trusted any more. */
  private void takeBack(int length) {
    try {
      levels.takeBack(length);
    } catch (RuntimeException | Error e) {
      closing = true;
      throw e;
    }
  }

  /** Runs something that changes the tokens, after ending a response that is left open. */
  private void change(Runnable action) {
    use(
        () -> {
          if (lock.getHoldCount() > 1) {
            throw new IllegalStateException(
                "a listener cannot change the context while a response is generated");
          }
          TokenStream open = stream;
          if (open != null) {
            open.close();
          }
          action.run();
        });
  }

  /** Runs something that needs the context, if no other thread does. */
  private void use(Runnable action) {
    if (!tryUse(action)) {
      throw new IllegalStateException("the context is closed");
    }
  }

  /** The same; returns false, and does nothing, if the context is closed or about to be. */
  boolean tryUse(Runnable action) {
    if (!lock.tryLock()) {
      if (closing) {
        return false;
      }
      throw new IllegalStateException(
          "another thread is using the context: open one for each thread");
    }
    boolean[] open = new boolean[1];
    run(
        () -> {
          open[0] = !closing;
          if (open[0]) {
            action.run();
          }
        });
    return open[0];
  }

  /** Runs something that needs the context, after what another thread is doing. */
  void waitAndUse(Runnable action) {
    lock.lock();
    run(action);
  }

  private void run(Runnable action) {
    try {
      action.run();
    } finally {
      try {
        if (closing && !closed && lock.getHoldCount() == 1) {
          closed = true;
          TokenStream open = stream;
          if (open != null) {
            open.close();
          }
          levels.close();
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
