package io.github.pyramidsd.engine.transformer;

import io.github.pyramidsd.engine.kernel.Attention;
import io.github.pyramidsd.engine.kernel.Kernels;
import io.github.pyramidsd.engine.kernel.Scratch;
import io.github.pyramidsd.engine.kernel.WorkerPool;

/**
 * Attention of all heads of all tokens of a batch in one layer, shared out among threads: first by
 * key-value heads and spans of positions, then, to add up the spans, by tokens. Where positions and
 * tokens are many, it takes the spans in several rounds, so that their results stay small.
 */
final class AttentionStage {

  /** Multiplications that are worth handing over to another thread. */
  private static final long CHUNK_WORK = 1 << 15;

  /** The most results of spans at a time: for heads of 64 numbers, 2 MB. */
  private static final int MOST_RESULTS = 1 << 13;

  private final Config config;
  private final KvCache cache;
  private final Kernels kernels;
  private final WorkerPool pool;
  private final Attention attention = new Attention();
  private final Spans spans = new Spans();
  private final Outputs outputs = new Outputs();

  private int layer;
  private int firstSpan; // of this round
  private int toSpan;
  private float[] out = {};

  AttentionStage(Config config, KvCache cache, Kernels kernels, WorkerPool pool) {
    this.config = config;
    this.cache = cache;
    this.kernels = kernels;
    this.pool = pool;
  }

  /**
   * Attends to the cache, which already holds the tokens of the batch.
   *
   * @param position of the first of {@code n} tokens
   * @param q (token, head, headSize)
   * @param newOut likewise
   */
  void run(int newLayer, int position, int n, float[] q, float[] newOut) {
    layer = newLayer;
    out = newOut;
    attention.load(q, n, position, config.heads(), config.keyValueHeads(), config.headSize());
    int perRound = Math.clamp(MOST_RESULTS / (n * config.heads()), 1, attention.spans());
    attention.reserve(perRound);
    for (int span = 0; span < attention.spans(); span += perRound) {
      firstSpan = span;
      toSpan = Math.min(attention.spans(), span + perRound);
      long positions = Math.min(position + n, (long) Attention.SPAN);
      spans.run(positions * config.headSize() * 2 * attention.rows());
      outputs.run(n);
    }
  }

  /** Takes the rows of key-value heads through spans. */
  private final class Spans implements WorkerPool.Job {

    private int items;
    private int perChunk;

    void run(long workPerItem) {
      items = (toSpan - firstSpan) * config.keyValueHeads();
      perChunk = perChunk(items, workPerItem);
      pool.run(this, (items + perChunk - 1) / perChunk);
    }

    @Override
    public void run(int chunk, Scratch scratch) {
      int end = Math.min(items, (chunk + 1) * perChunk);
      for (int item = chunk * perChunk; item < end; item++) {
        int head = item % config.keyValueHeads();
        int slot = item / config.keyValueHeads();
        int span = firstSpan + slot;
        kernels.attend(attention, cache.head(layer, head, span), head, span, slot, scratch);
      }
    }
  }

  /** Adds up the spans. */
  private final class Outputs implements WorkerPool.Job {

    private int items;
    private int perChunk;

    void run(int tokens) {
      items = tokens;
      perChunk = perChunk(items, (long) (toSpan - firstSpan) * config.queryWidth());
      pool.run(this, (items + perChunk - 1) / perChunk);
    }

    @Override
    public void run(int chunk, Scratch scratch) {
      int end = Math.min(items, (chunk + 1) * perChunk);
      for (int token = chunk * perChunk; token < end; token++) {
        attention.gather(token, firstSpan, toSpan, out);
      }
    }
  }

  private static int perChunk(int items, long workPerItem) {
    long wanted = Math.clamp(CHUNK_WORK / workPerItem, 1, items);
    return (int) Math.max(wanted, items / (WorkerPool.MAX_CHUNKS - 1) + 1);
  }
}
