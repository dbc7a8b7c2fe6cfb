package io.github.pyramidsd.evaluation.task;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Session;
import io.github.pyramidsd.decoding.model.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * A model of ASCII characters whose law is known: what follows depends on the last character alone.
 * Characters that nothing is said of are followed by the end. It counts what it does.
 */
final class LetterModel implements LanguageModel {

  static final int END = 0;
  private static final int SIZE = 128;

  private final int contextLength;
  private final Map<Character, Map<Character, Double>> laws;
  int sessions;
  int open;
  int forwarded;

  LetterModel(int contextLength, Map<Character, Map<Character, Double>> laws) {
    this.contextLength = contextLength;
    this.laws = laws;
  }

  @Override
  public String name() {
    return "letters";
  }

  @Override
  public int contextLength() {
    return contextLength;
  }

  @Override
  public Vocabulary vocabulary() {
    return new Characters();
  }

  @Override
  public Session newSession(int length) {
    sessions++;
    open++;
    return new LetterSession(length);
  }

  @Override
  public void close() {}

  private float[] logits(int last) {
    float[] row = new float[SIZE];
    Arrays.fill(row, Float.NEGATIVE_INFINITY);
    Map<Character, Double> law = laws.getOrDefault((char) last, Map.of((char) END, 1.0));
    law.forEach((next, p) -> row[next] = (float) (7 + Math.log(p))); // a shift changes nothing
    return row;
  }

  private static final class Characters implements Vocabulary {

    @Override
    public int size() {
      return SIZE;
    }

    @Override
    public byte[] bytes(int id) {
      return new byte[] {(byte) id};
    }

    @Override
    public boolean isSpecial(int id) {
      return id == END;
    }

    @Override
    public boolean isEndOfGeneration(int id) {
      return id == END;
    }

    @Override
    public int[] encode(String text, boolean parseSpecial) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      int[] ids = new int[bytes.length];
      Arrays.setAll(ids, i -> bytes[i]);
      return ids;
    }

    @Override
    public int[] encodePrompt(String prompt) {
      return encode(prompt, false);
    }
  }

  private final class LetterSession implements Session {

    private final int length;
    private int position;

    LetterSession(int length) {
      this.length = length;
    }

    @Override
    public int position() {
      return position;
    }

    @Override
    public int contextLength() {
      return length;
    }

    @Override
    public long append(int[] tokens, int from, int to, int rows, float[] logits) {
      if (position + to - from > length) {
        throw new IllegalArgumentException("the context overflows");
      }
      for (int row = 0; row < rows; row++) {
        System.arraycopy(logits(tokens[to - rows + row]), 0, logits, row * SIZE, SIZE);
      }
      position += to - from;
      forwarded += to - from;
      return 0;
    }

    @Override
    public void rewind(int to) {
      position = to;
    }

    @Override
    public void close() {
      open--;
    }
  }
}
