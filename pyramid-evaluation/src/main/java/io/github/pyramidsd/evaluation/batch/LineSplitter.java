package io.github.pyramidsd.evaluation.batch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Cuts bytes, of which there may be more than an array holds, into lines. */
final class LineSplitter {

  private final ByteArrayOutputStream rest = new ByteArrayOutputStream();

  /** The lines that end in the next bytes, without their ends. */
  List<byte[]> add(ByteBuffer bytes) {
    List<byte[]> lines = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      if (next == '\n') {
        lines.add(rest.toByteArray());
        rest.reset();
      } else {
        rest.write(next);
      }
    }
    return lines;
  }

  /** How many bytes come after the last end of a line. */
  int rest() {
    return rest.size();
  }
}
