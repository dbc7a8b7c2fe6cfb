package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.model.Vocabulary;
import java.nio.charset.StandardCharsets;

/** Bytes as tokens, and one token that ends a response. */
record FakeVocabulary(int size) implements Vocabulary {

  static final int END = 256;

  @Override
  public byte[] bytes(int id) {
    return id < END
        ? new byte[] {(byte) id}
        : ("<|" + id + "|>").getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public boolean isSpecial(int id) {
    return id >= END;
  }

  @Override
  public boolean isEndOfGeneration(int id) {
    return id == END;
  }

  @Override
  public int[] encode(String text, boolean parseSpecial) {
    if (parseSpecial && text.equals("<|256|>")) {
      return new int[] {END};
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] ids = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      ids[i] = Byte.toUnsignedInt(bytes[i]);
    }
    return ids;
  }

  @Override
  public int[] encodePrompt(String prompt) {
    return encode(prompt, false);
  }
}
