package io.github.pyramidsd.engine.transformer;

import io.github.pyramidsd.engine.kernel.Kernels;
import io.github.pyramidsd.engine.kernel.Scratch;
import io.github.pyramidsd.engine.kernel.WorkerPool;
import org.jspecify.annotations.Nullable;

/**
 * The forward pass: from token ids to logits, a batch of tokens at a time. Everything between the
 * matrix multiplications is done token by token, so a token's numbers do not depend on its batch.
 */
final class Forward {

  /** With fewer tokens, what is done to each takes less time than handing it over. */
  private static final int SHARED_TOKENS = 8;

  private final Config config;
  private final Weights weights;
  private final KvCache cache;
  private final Kernels kernels;
  private final WorkerPool pool;
  private final Projection project;
  private final Rope rope;
  private final AttentionStage attention;

  private float[] x = {}; // (token, width): the state
  private float[] xb = {}; // (token, width): normed, or what a half of a block adds to it
  private float[] q = {}; // (token, heads, headSize)
  private float[] k = {}; // (token, keyValueHeads, headSize)
  private float[] v = {}; // (token, keyValueHeads, headSize)
  private float[] att = {}; // (token, heads, headSize): what attention gathered
  private float[] gate = {}; // (token, hidden)
  private float[] up = {}; // (token, hidden)
  private float[] logits = {}; // (row, vocabulary), where they do not go straight to the caller

  Forward(Config config, Weights weights, KvCache cache, Kernels kernels, WorkerPool pool) {
    this.config = config;
    this.weights = weights;
    this.cache = cache;
    this.kernels = kernels;
    this.pool = pool;
    this.attention = new AttentionStage(config, cache, kernels, pool);
    this.project = new Projection(kernels, pool);
    this.rope = new Rope(config, weights.ropeFactors());
  }

  /**
   * Forwards {@code tokens[from, from + n)}, the first of which comes at {@code position}, and
   * writes the logits that follow the last {@code rows} of them to {@code out}, (rows, vocabulary)
   * from {@code outOffset}.
   */
  void run(int[] tokens, int from, int n, int position, int rows, float[] out, int outOffset) {
    int width = config.width();
    reserve(n);
    for (int t = 0; t < n; t++) {
      weights.embedding().copyRow(tokens[from + t], x, t * width);
    }
    rope.prepare(position, n);
    for (int layer = 0; layer < config.layers(); layer++) {
      Weights.Block block = weights.blocks().get(layer);
      attend(block, layer, position, n);
      feedForward(block, n);
    }
    if (rows > 0) {
      classify(n, rows, out, outOffset);
    }
  }

  private void attend(Weights.Block block, int layer, int position, int n) {
    int width = config.width();
    norm(0, n, block.attentionNorm());
    project.of(xb, n, width).by(block.query(), q).by(block.key(), k).by(block.value(), v).run();
    eachToken(
        n,
        (t, scratch) -> {
          finish(q, config.heads(), t, block.queryBias(), block.queryNorm(), scratch);
          finish(k, config.keyValueHeads(), t, block.keyBias(), block.keyNorm(), scratch);
          addBias(v, config.keyValueWidth(), t, block.valueBias());
          cache.store(layer, position + t, k, v, t * config.keyValueWidth());
        });
    attention.run(layer, position, n, q, att);
    project.of(att, n, config.queryWidth()).by(block.attentionOutput(), xb).run();
    Elementwise.add(x, 0, xb, 0, n * width);
  }

  /** Adds the bias to a token's queries or keys, norms each head, and rotates it. */
  private void finish(
      float[] heads,
      int count,
      int t,
      float @Nullable [] bias,
      float @Nullable [] norm,
      Scratch scratch) {
    int size = config.headSize();
    addBias(heads, count * size, t, bias);
    for (int h = 0; h < count; h++) {
      int at = (t * count + h) * size;
      if (norm != null) {
        kernels.rmsNorm(heads, at, size, norm, config.epsilon(), heads, at, scratch);
      }
      rope.rotate(heads, at, t);
    }
  }

  private static void addBias(float[] y, int size, int t, float @Nullable [] bias) {
    if (bias != null) {
      Elementwise.add(y, t * size, bias, 0, size);
    }
  }

  private void feedForward(Weights.Block block, int n) {
    int width = config.width();
    norm(0, n, block.feedForwardNorm());
    project.of(xb, n, width).by(block.gate(), gate).by(block.up(), up).run();
    eachToken(
        n, (t, _) -> kernels.swiglu(gate, up, t * config.hidden(), (t + 1) * config.hidden()));
    project.of(gate, n, config.hidden()).by(block.down(), xb).run();
    Elementwise.add(x, 0, xb, 0, n * width);
  }

  private void classify(int n, int rows, float[] out, int outOffset) {
    int width = config.width();
    norm(n - rows, rows, weights.outputNorm());
    if (outOffset == 0) {
      project.of(xb, rows, width).by(weights.output(), out).run();
      return;
    }
    int size = rows * config.vocabulary();
    if (logits.length < size) {
      logits = new float[size];
    }
    project.of(xb, rows, width).by(weights.output(), logits).run();
    System.arraycopy(logits, 0, out, outOffset, size);
  }

  /** Norms the states of {@code n} tokens, from the {@code first} on, into xb. */
  private void norm(int first, int n, float[] weight) {
    int width = config.width();
    eachToken(
        n,
        (t, scratch) ->
            kernels.rmsNorm(
                x, (first + t) * width, width, weight, config.epsilon(), xb, t * width, scratch));
  }

  /** Does something with each token of a batch, shared out among threads where they are many. */
  private void eachToken(int n, WorkerPool.Job work) {
    if (n >= SHARED_TOKENS) {
      pool.run(work, n);
    } else {
      pool.run(
          (_, scratch) -> {
            for (int t = 0; t < n; t++) {
              work.run(t, scratch);
            }
          },
          1);
    }
  }

  private void reserve(int n) {
    if (x.length < n * config.width()) {
      xb = new float[n * config.width()];
      q = new float[n * config.queryWidth()];
      k = new float[n * config.keyValueWidth()];
      v = new float[n * config.keyValueWidth()];
      att = new float[n * config.queryWidth()];
      gate = new float[n * config.hidden()];
      up = new float[n * config.hidden()];
      x = new float[n * config.width()]; // the last: it says that there is room in all
    }
  }
}
