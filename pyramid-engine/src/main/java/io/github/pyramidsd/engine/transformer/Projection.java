package io.github.pyramidsd.engine.transformer;

import io.github.pyramidsd.engine.kernel.Activations;
import io.github.pyramidsd.engine.kernel.Kernels;
import io.github.pyramidsd.engine.kernel.Scratch;
import io.github.pyramidsd.engine.kernel.WorkerPool;
import io.github.pyramidsd.engine.quant.PackedMatrix;

/**
 * Multiplies one batch of inputs with several matrices at once, shared out among threads by tiles.
 * An instance is kept and used again, so that a pass allocates nothing.
 */
final class Projection implements WorkerPool.Job {

  /** Multiplications worth handing to another thread: some 5 µs of work. */
  private static final long CHUNK_WORK = 1 << 17;

  private static final int MOST = 3;

  private final Kernels kernels;
  private final WorkerPool pool;
  private final Activations activations = new Activations();
  private final PackedMatrix[] matrices = new PackedMatrix[MOST];
  private final float[][] outputs = new float[MOST][];
  private final int[] strides = new int[MOST];
  private int count;
  private int chunkTiles;

  Projection(Kernels kernels, WorkerPool pool) {
    this.kernels = kernels;
    this.pool = pool;
  }

  /** Takes in a batch of inputs, shape (tokens, columns). */
  Projection of(float[] x, int tokens, int columns) {
    activations.load(x, tokens, columns);
    count = 0;
    return this;
  }

  /** Adds a matrix whose outputs go to {@code y}, shape (tokens, rows). */
  Projection by(PackedMatrix matrix, float[] y) {
    activations.prepareFor(matrix.format());
    matrices[count] = matrix;
    outputs[count] = y;
    strides[count] = matrix.rows();
    count++;
    return this;
  }

  /** Multiplies. */
  void run() {
    int tiles = 0;
    long work = 0;
    for (int i = 0; i < count; i++) {
      tiles += matrices[i].tiles();
      work += (long) matrices[i].rows() * matrices[i].columns() * activations.tokens();
    }
    long perTile = Math.max(1, work / tiles);
    // Four tiles at least, because that is what one token is multiplied with at once.
    long wanted = Math.max(4, (CHUNK_WORK / perTile + 3) / 4 * 4);
    chunkTiles =
        (int) Math.max(Math.min(wanted, tiles), tiles / (WorkerPool.MAX_CHUNKS - MOST) + 1);
    int chunks = 0;
    for (int i = 0; i < count; i++) {
      chunks += chunks(matrices[i]);
    }
    pool.run(this, chunks);
  }

  @Override
  public void run(int chunk, Scratch scratch) {
    int i = 0;
    int rest = chunk;
    while (rest >= chunks(matrices[i])) {
      rest -= chunks(matrices[i]);
      i++;
    }
    int from = rest * chunkTiles;
    int to = Math.min(matrices[i].tiles(), from + chunkTiles);
    kernels.multiply(matrices[i], activations, from, to, outputs[i], strides[i], scratch);
  }

  private int chunks(PackedMatrix matrix) {
    return (matrix.tiles() + chunkTiles - 1) / chunkTiles;
  }
}
