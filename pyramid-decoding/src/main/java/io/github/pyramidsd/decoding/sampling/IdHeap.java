package io.github.pyramidsd.decoding.sampling;

/**
 * A binary heap of ids, the one of the largest value on top: built in linear time, and what is
 * popped is kept behind it. Of equal values the lowest id comes first.
 */
final class IdHeap {

  /** (capacity): the heap, then what was popped from it, the latest first. */
  final int[] ids;

  private float[] values = {};
  private int size;

  IdHeap(int capacity) {
    ids = new int[capacity];
  }

  /** Makes a heap of the first {@code count} of the ids. */
  void build(float[] newValues, int count) {
    values = newValues;
    size = count;
    for (int i = size / 2 - 1; i >= 0; i--) {
      siftDown(i);
    }
  }

  /** Pops until no more than {@code count} ids are left in the heap. */
  void popTo(int count) {
    while (size > count) {
      size--;
      int top = ids[0];
      ids[0] = ids[size];
      ids[size] = top;
      siftDown(0);
    }
  }

  private void siftDown(int start) {
    int parent = start;
    int id = ids[parent];
    while (2 * parent + 1 < size) {
      int child = 2 * parent + 1;
      if (child + 1 < size && precedes(ids[child + 1], ids[child])) {
        child++;
      }
      if (!precedes(ids[child], id)) {
        break;
      }
      ids[parent] = ids[child];
      parent = child;
    }
    ids[parent] = id;
  }

  private boolean precedes(int a, int b) {
    return values[a] > values[b] || (values[a] == values[b] && a < b);
  }
}
