package io.github.pyramidsd.engine.transformer;

import io.github.pyramidsd.engine.gguf.GgufException;
import io.github.pyramidsd.engine.gguf.GgufFile;
import io.github.pyramidsd.engine.gguf.GgufFiles;
import io.github.pyramidsd.engine.gguf.GgufTensor;
import io.github.pyramidsd.engine.kernel.WorkerPool;
import io.github.pyramidsd.engine.quant.PackBuffers;
import io.github.pyramidsd.engine.quant.PackedMatrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings matrices from files into memory, laid out for the kernels, shared out among threads.
 *
 * <p>Tiles are read into a small buffer each, not from a mapped file: so the file never counts as
 * memory in use, a tile is packed while it is in the processor's cache, and a file that is cut
 * short meanwhile is an exception like any other. Memory is allocated by all threads, too, because
 * to be allocated is to be filled with zeros, which takes as long as the packing.
 */
final class MatrixLoader {

  /** Stored bytes that are worth handing to another thread. */
  private static final long CHUNK_BYTES = 1 << 20;

  /**
   * Memory is allocated in pieces of this size or a little more. So large, they go back to the
   * operating system when they are given back, whatever the C library keeps for later (glibc keeps
   * what is below 32 MB); and there are enough of them for all threads.
   */
  private static final long SLAB_BYTES = 64 << 20;

  private static final int ALIGNMENT = 64;

  /** A matrix to load: its tensor, and its shape without data or, later, with it. */
  record Item(GgufTensor tensor, PackedMatrix matrix) {}

  /** What one thread at a time works in: the stored rows of a tile, and buffers to pack them. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  private record Workspace(byte[] rows, PackBuffers buffers) {}

  private interface Step {
    void run(int chunk) throws GgufException;
  }

  private final GgufFiles files;
  private final Arena arena;
  private final WorkerPool pool;
  private final LongConsumer onPacked;
  private final Queue<Workspace> idle = new ConcurrentLinkedQueue<>();

  /**
   * Makes a loader.
   *
   * @param arena owns the matrices
   * @param onPacked is told the stored bytes of each piece that is done, by the thread that did it
   */
  MatrixLoader(GgufFiles files, Arena arena, WorkerPool pool, LongConsumer onPacked) {
    this.files = files;
    this.arena = arena;
    this.pool = pool;
    this.onPacked = onPacked;
  }

  /** Loads matrices; they come back in any order. */
  List<Item> load(List<Item> wanted) throws GgufException {
    List<List<Item>> slabs = slabs(wanted);
    List<Item> loaded = Collections.synchronizedList(new ArrayList<>());
    for (int from = 0; from < slabs.size(); from += WorkerPool.MAX_CHUNKS) {
      int to = Math.min(slabs.size(), from + WorkerPool.MAX_CHUNKS);
      List<List<Item>> some = slabs.subList(from, to);
      share(chunk -> loaded.addAll(allocate(some.get(chunk))), some.size());
    }
    for (Item item : loaded) {
      pack(item);
    }
    return loaded;
  }

  /** Shares out matrices, the largest first, so that each slab but the last is large enough. */
  private static List<List<Item>> slabs(List<Item> wanted) {
    List<Item> sorted = new ArrayList<>(wanted);
    sorted.sort(Comparator.comparingLong(MatrixLoader::bytes).reversed());
    List<List<Item>> slabs = new ArrayList<>();
    long room = 0;
    for (Item item : sorted) {
      if (room <= 0) {
        slabs.add(new ArrayList<>());
        room = SLAB_BYTES;
      }
      slabs.getLast().add(item);
      room -= bytes(item);
    }
    return slabs;
  }

  private List<Item> allocate(List<Item> slab) {
    long bytes = slab.stream().mapToLong(MatrixLoader::bytes).sum();
    SegmentAllocator slices = SegmentAllocator.slicingAllocator(arena.allocate(bytes, ALIGNMENT));
    List<Item> allocated = new ArrayList<>();
    for (Item item : slab) {
      PackedMatrix shape = item.matrix();
      PackedMatrix matrix =
          PackedMatrix.allocate(slices, shape.format(), shape.rows(), shape.columns());
      allocated.add(new Item(item.tensor(), matrix));
    }
    return allocated;
  }

  private static long bytes(Item item) {
    PackedMatrix shape = item.matrix();
    return PackedMatrix.allocatedBytes(shape.format(), shape.rows(), shape.columns());
  }

  private void pack(Item item) throws GgufException {
    PackedMatrix matrix = item.matrix();
    long wanted = Math.max(1, CHUNK_BYTES / matrix.storedOffset(1));
    int chunkTiles = (int) Math.max(wanted, matrix.tiles() / (WorkerPool.MAX_CHUNKS - 1) + 1);
    share(
        chunk -> {
          int from = chunk * chunkTiles;
          packTiles(item, from, Math.min(matrix.tiles(), from + chunkTiles));
        },
        Math.ceilDiv(matrix.tiles(), chunkTiles));
  }

  private void packTiles(Item item, int from, int to) throws GgufException {
    PackedMatrix matrix = item.matrix();
    GgufFile file = files.owner(item.tensor());
    Workspace space = workspace(Math.toIntExact(matrix.storedOffset(1)));
    MemorySegment source = MemorySegment.ofArray(space.rows);
    for (int tile = from; tile < to; tile++) {
      long offset = matrix.storedOffset(tile);
      int length = (int) (matrix.storedOffset(tile + 1) - offset);
      file.read(item.tensor(), offset, space.rows, length);
      matrix.packRows(tile, source, space.buffers);
    }
    idle.add(space);
    onPacked.accept(matrix.storedOffset(to) - matrix.storedOffset(from));
  }

  /** One that nobody works in, or a new one: to make one each time would fill the heap. */
  private Workspace workspace(int tileBytes) {
    Workspace space = idle.poll();
    return space != null && space.rows.length >= tileBytes
        ? space
        : new Workspace(new byte[tileBytes], new PackBuffers());
  }

  /** Runs a step for all chunks, and throws what one of them threw; the rest is then left out. */
  private void share(Step step, int chunks) throws GgufException {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    pool.run(
        (chunk, _) -> {
          try {
            if (failure.get() == null) {
              step.run(chunk);
            }
          } catch (GgufException | RuntimeException | Error e) {
            failure.compareAndSet(null, e);
          }
        },
        chunks);
    switch (failure.get()) {
      case null -> {}
      case GgufException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError("steps throw nothing else");
    }
  }
}
