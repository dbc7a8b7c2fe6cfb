package io.github.pyramidsd.decoding.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A vocabulary of a few tokens, each of any bytes, some of which end the response. */
public final class SmallVocabulary implements Vocabulary {

  private final List<byte[]> tokens;
  private final Set<Integer> endOfGeneration;

  private SmallVocabulary(List<byte[]> tokens, Set<Integer> endOfGeneration) {
    this.tokens = tokens;
    this.endOfGeneration = endOfGeneration;
  }

  /** Tokens of given texts, the first with id 0. */
  public static SmallVocabulary of(String... texts) {
    return ofBytes(
        Arrays.stream(texts)
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new));
  }

  /** Tokens of given bytes, the first with id 0. */
  public static SmallVocabulary ofBytes(byte[]... tokens) {
    return new SmallVocabulary(List.of(tokens), Set.of());
  }

  /** Tokens a, b, c … */
  public static SmallVocabulary letters(int size) {
    String[] texts = new String[size];
    Arrays.setAll(texts, id -> String.valueOf((char) ('a' + id)));
    return of(texts);
  }

  /** The same, but with tokens that end the response, which are special tokens. */
  public SmallVocabulary endingWith(Integer... ids) {
    return new SmallVocabulary(tokens, Set.of(ids));
  }

  /** The same, but with meaningless tokens at the end. */
  public SmallVocabulary paddedTo(int size) {
    List<byte[]> padded = new ArrayList<>(tokens);
    while (padded.size() < size) {
      padded.add(("<pad" + padded.size() + ">").getBytes(StandardCharsets.UTF_8));
    }
    return new SmallVocabulary(List.copyOf(padded), endOfGeneration);
  }

  @Override
  public int size() {
    return tokens.size();
  }

  @Override
  public byte[] bytes(int id) {
    return tokens.get(id);
  }

  @Override
  public boolean isSpecial(int id) {
    return endOfGeneration.contains(id);
  }

  @Override
  public boolean isEndOfGeneration(int id) {
    return endOfGeneration.contains(id);
  }

  /** Takes the first token that fits, again and again. */
  @Override
  public int[] encode(String text, boolean parseSpecial) {
    List<Integer> ids = new ArrayList<>();
    String rest = text;
    while (!rest.isEmpty()) {
      int id = firstFitting(rest);
      ids.add(id);
      rest = rest.substring(new String(bytes(id), StandardCharsets.UTF_8).length());
    }
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  private int firstFitting(String text) {
    for (int id = 0; id < size(); id++) {
      String token = new String(bytes(id), StandardCharsets.UTF_8);
      if (!token.isEmpty() && text.startsWith(token)) {
        return id;
      }
    }
    throw new IllegalArgumentException("no token for " + text);
  }

  @Override
  public int[] encodePrompt(String prompt) {
    return encode(prompt, false);
  }
}
