package io.github.pyramidsd.engine.tokenizer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The vocabularies that the tests use. */
final class Tokenizers {

  static final JsonMapper JSON = new JsonMapper();

  /** The 256 bytes, of ids 0 to 255, in the order of their values. */
  static final List<String> BYTES =
      IntStream.range(0, 256)
          .mapToObj(b -> String.valueOf(ByteAlphabet.character((byte) b)))
          .toList();

  private static final JsonNode JAVA_VOCABULARY = read("/tokenizer/java-vocabulary.json");

  private Tokenizers() {}

  private static JsonNode read(String resource) {
    try (InputStream stream = Tokenizers.class.getResourceAsStream(resource)) {
      return JSON.readTree(Objects.requireNonNull(stream, resource));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The vocabulary of the java-pyramid models: 4096 tokens, of which the last 4 are control. */
  static TokenizerSpec javaModels(String preTokenizer) {
    return new TokenizerSpec(
        preTokenizer,
        strings(JAVA_VOCABULARY.get("tokens")),
        integers(JAVA_VOCABULARY.get("types")),
        strings(JAVA_VOCABULARY.get("merges")),
        OptionalInt.of(JAVA_VOCABULARY.get("beginningOfSequence").asInt()),
        List.of(JAVA_VOCABULARY.get("endOfSequence").asInt()),
        null,
        null);
  }

  /** A vocabulary of the 256 bytes and then these tokens, of these types. */
  static TokenizerSpec small(
      String preTokenizer, List<String> tokens, List<Integer> types, List<String> merges) {
    List<String> allTokens = new ArrayList<>(BYTES);
    allTokens.addAll(tokens);
    List<Integer> allTypes = new ArrayList<>();
    if (!types.isEmpty()) {
      BYTES.forEach(b -> allTypes.add(1));
      allTypes.addAll(types);
    }
    return new TokenizerSpec(
        preTokenizer, allTokens, allTypes, merges, OptionalInt.empty(), List.of(), null, null);
  }

  static List<String> strings(JsonNode array) {
    List<String> result = new ArrayList<>();
    array.forEach(element -> result.add(element.asString()));
    return result;
  }

  static List<Integer> integers(JsonNode array) {
    List<Integer> result = new ArrayList<>();
    array.forEach(element -> result.add(element.asInt()));
    return result;
  }

  /** The bytes of all tokens, one after the other. */
  static byte[] bytes(ByteLevelTokenizer tokenizer, int[] tokens) {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    for (int token : tokens) {
      result.writeBytes(tokenizer.bytes(token));
    }
    return result.toByteArray();
  }

  /** A text of up to 60 characters in which every rule of the pre-tokenizers has work to do. */
  static String randomText(Random random) {
    String frequent =
        "  \n\r\t''sStTrReEvVmMlLdDaé你ß019٣½Ⅷ.,!?-\u00A0\u2003\u0085\u2028\u0301🙂𝒜𝟗";
    int[] alphabet = frequent.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(60); n > 0; n--) {
      int c = random.nextInt(Character.MAX_CODE_POINT + 1);
      boolean any = random.nextInt(8) == 0 && Character.getType(c) != Character.SURROGATE;
      text.appendCodePoint(any ? c : alphabet[random.nextInt(alphabet.length)]);
    }
    return text.toString();
  }
}
