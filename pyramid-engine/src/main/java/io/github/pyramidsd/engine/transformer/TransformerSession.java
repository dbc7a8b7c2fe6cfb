package io.github.pyramidsd.engine.transformer;

import io.github.pyramidsd.decoding.model.Session;
import io.github.pyramidsd.engine.kernel.HeadCache.Precision;
import io.github.pyramidsd.engine.kernel.Kernels;
import io.github.pyramidsd.engine.kernel.WorkerPool;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** A context of a transformer: a cache of keys and values, and how much of it counts. */
public final class TransformerSession implements Session {

  /** The most tokens of a pass: enough to use every weight many times, little memory. */
  private static final int BATCH = 64;

  private final Config config;
  private final int contextLength;
  private final KvCache cache;
  private final Forward forward;
  private final WorkerPool pool;
  private final MemoryCheck memory;
  private final Precision cachePrecision;
  private final Consumer<TransformerSession> onClose;
  private final ReentrantLock computing = new ReentrantLock();
  private int position;
  private volatile boolean closed;
  private boolean released;

  /** Is asked before a context takes memory. */
  @FunctionalInterface
  public interface MemoryCheck {
    /**
     * Throws if there is not as much.
     *
     * @param positions that the context will have room for
     * @param bytes that it takes for it, beside what it has
     */
    void require(int positions, long bytes);
  }

  /**
   * Opens a context. It takes little memory, and more as it grows.
   *
   * @param contextLength the most tokens it will hold
   * @param cachePrecision how keys and values are stored
   * @param memory is asked before memory is taken, now and later
   * @param onClose is told once, when the context is closed
   */
  public TransformerSession(
      Config config,
      Weights weights,
      int contextLength,
      Precision cachePrecision,
      Kernels kernels,
      WorkerPool pool,
      MemoryCheck memory,
      Consumer<TransformerSession> onClose) {
    if (contextLength < 1 || contextLength > config.contextLength()) {
      throw new IllegalArgumentException(
          "context length is %s, expected 1 to %s"
              .formatted(contextLength, config.contextLength()));
    }
    int first = KvCache.capacityFor(1, contextLength);
    memory.require(first, memoryBytes(config, first, cachePrecision));
    this.config = config;
    this.contextLength = contextLength;
    this.cache = new KvCache(config, contextLength, cachePrecision);
    this.cachePrecision = cachePrecision;
    this.forward = new Forward(config, weights, cache, kernels, pool);
    this.pool = pool;
    this.memory = memory;
    this.onClose = onClose;
  }

  /** The memory that a full context takes, in bytes: keys, values and the buffers of a pass. */
  public static long memoryBytes(Config config, int contextLength, Precision cachePrecision) {
    int widest = Math.max(config.width(), Math.max(config.hidden(), config.queryWidth()));
    long numbers =
        2L * config.width()
            + 2L * config.queryWidth()
            + 2L * config.keyValueWidth()
            + 2L * config.hidden()
            + widest;
    return KvCache.bytes(config, contextLength, cachePrecision)
        + Math.min(BATCH, contextLength) * numbers * Float.BYTES;
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
    computing.lock(); // nobody else computes, but another thread may close
    try {
      check(tokens, from, to, rows, logits);
      grow(position + to - from);
      return compute(tokens, from, to, rows, logits);
    } finally {
      computing.unlock();
    }
  }

  /** Makes room before anything is computed, so that a failure changes nothing. */
  private void grow(int positions) {
    if (positions > cache.capacity()) {
      int capacity = KvCache.capacityFor(positions, contextLength);
      memory.require(capacity, KvCache.bytes(config, capacity - cache.capacity(), cachePrecision));
      cache.grow(capacity);
    }
  }

  private long compute(int[] tokens, int from, int to, int rows, float[] logits) {
    long nanos = 0;
    int row = 0;
    for (int start = from; start < to; start += BATCH) {
      int n = Math.min(BATCH, to - start);
      int batchRows = Math.clamp(rows - (to - start - n), 0, n);
      pool.acquire(); // sessions take turns by pass
      try {
        checkOpen();
        long before = System.nanoTime();
        forward.run(tokens, start, n, position, batchRows, logits, row * config.vocabulary());
        nanos += System.nanoTime() - before;
      } finally {
        pool.release();
      }
      row += batchRows;
      position += n;
    }
    return nanos;
  }

  private void check(int[] tokens, int from, int to, int rows, float[] logits) {
    checkOpen();
    Objects.checkFromToIndex(from, to, tokens.length);
    if (to - from < 1 || to - from > contextLength - position) {
      throw new IllegalArgumentException(
          "%s tokens appended at position %s of a context of %s, expected 1 to %s"
              .formatted(to - from, position, contextLength, contextLength - position));
    }
    if (rows < 0 || rows > to - from || logits.length < (long) rows * config.vocabulary()) {
      throw new IllegalArgumentException(
          "%s rows of %s logits wanted of %s tokens into an array of %s"
              .formatted(rows, config.vocabulary(), to - from, logits.length));
    }
    for (int i = from; i < to; i++) {
      if (tokens[i] < 0 || tokens[i] >= config.vocabulary()) {
        throw new IllegalArgumentException(
            "token %s has id %s, expected 0 to %s"
                .formatted(i, tokens[i], config.vocabulary() - 1));
      }
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the session is closed, or its model is");
    }
  }

  @Override
  public void rewind(int newPosition) {
    checkOpen();
    Objects.checkIndex(newPosition, position + 1);
    position = newPosition;
  }

  /** Waits for a pass that another thread is in; that thread is told after the pass. */
  @Override
  public void close() {
    closed = true;
    computing.lock();
    try {
      if (!released) {
        released = true;
        cache.close();
        onClose.accept(this);
      }
    } finally {
      computing.unlock();
    }
  }
}
