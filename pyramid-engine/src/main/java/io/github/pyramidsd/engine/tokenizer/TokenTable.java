package io.github.pyramidsd.engine.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The tokens of a specification, checked: what each is for, and the bytes that it stands for. */
final class TokenTable {

  static final int NO_TOKEN = -1;

  /** The names by which llama.cpp knows that a control token ends the response. */
  private static final Set<String> END_NAMES =
      Set.of(
          "<|eot_id|>",
          "<|eom_id|>",
          "<|im_end|>",
          "<|end_of_text|>",
          "<|endoftext|>",
          "<|end|>",
          "<end_of_turn>",
          "<end_of_utterance>",
          "</s>",
          "<EOT>",
          "_<EOT>",
          // what follows a file in a model of code
          "<|fim_pad|>",
          "<|repo_name|>",
          "<|file_sep|>",
          "<reponame>");

  private static final Pattern BYTE_NAME = Pattern.compile("<0x([0-9A-Fa-f]{2})>");

  private final List<String> names; // (id)
  private final TokenType[] types; // (id)
  private final byte[][] bytes; // (id, byte)
  private final BitSet ends = new BitSet(); // (id)
  private final Map<String, Integer> words = new HashMap<>();
  private final int[] byteTokens = new int[256]; // (byte): token id or NO_TOKEN
  private int unknown = NO_TOKEN;

  /**
   * Reads the tokens.
   *
   * @throws IllegalArgumentException if there are none, two are equal, types are not one a token or
   *     not known, or an id is outside the vocabulary
   */
  TokenTable(TokenizerSpec spec) {
    names = spec.tokens();
    if (names.isEmpty()) {
      throw new IllegalArgumentException("the vocabulary has 0 tokens, and must have at least 1");
    }
    if (!spec.types().isEmpty() && spec.types().size() != names.size()) {
      throw new IllegalArgumentException(
          "the vocabulary has %s tokens, but %s token types; there must be one a token, or none"
              .formatted(names.size(), spec.types().size()));
    }
    for (int id : spec.endOfGeneration()) {
      requireId("end-of-generation", id);
      ends.set(id);
    }
    requireDistinct();
    types = readTypes(spec);
    bytes = new byte[names.size()][];
    for (int id = 0; id < bytes.length; id++) {
      bytes[id] = readBytes(id);
    }
    index();
  }

  /**
   * Checks an id.
   *
   * @throws IllegalArgumentException if it is outside the vocabulary
   */
  void requireId(String what, int id) {
    if (id < 0 || id >= names.size()) {
      throw new IllegalArgumentException(
          "the %s token has id %s, which is not in 0 to %s".formatted(what, id, names.size() - 1));
    }
  }

  private void requireDistinct() {
    Map<String, Integer> ids = HashMap.newHashMap(names.size());
    for (int id = 0; id < names.size(); id++) {
      Integer earlier = ids.putIfAbsent(names.get(id), id);
      if (earlier != null && !names.get(id).isEmpty()) {
        throw new IllegalArgumentException(
            "tokens %s and %s are both \"%s\"".formatted(earlier, id, names.get(id)));
      }
    }
  }

  /**
   * The type of each token. Control and user-defined tokens that are named like an end are one. If
   * the file has no types, tokens are text, but for the ends and the beginning of the sequence.
   */
  private TokenType[] readTypes(TokenizerSpec spec) {
    boolean typed = !spec.types().isEmpty();
    TokenType[] result = new TokenType[names.size()];
    for (int id = 0; id < result.length; id++) {
      TokenType type = typed ? TokenType.of(spec.types().get(id), id) : TokenType.NORMAL;
      boolean mayControl = !typed || type == TokenType.CONTROL || type == TokenType.USER_DEFINED;
      if (mayControl && END_NAMES.contains(names.get(id))) {
        ends.set(id);
      }
      boolean controls = ends.get(id) || spec.beginningOfSequence().orElse(NO_TOKEN) == id;
      result[id] = mayControl && controls ? TokenType.CONTROL : type;
    }
    return result;
  }

  private byte[] readBytes(int id) {
    String name = names.get(id);
    return switch (types[id]) {
      case NORMAL -> ByteAlphabet.decode(name);
      case BYTE -> {
        var matcher = BYTE_NAME.matcher(name);
        if (!matcher.matches()) {
          throw new IllegalArgumentException(
              "token %s has type 6 (byte), but \"%s\" is not in <0x00> to <0xFF>"
                  .formatted(id, name));
        }
        yield new byte[] {(byte) Integer.parseInt(matcher.group(1), 16)};
      }
      case UNKNOWN, CONTROL, USER_DEFINED, UNUSED -> name.getBytes(StandardCharsets.UTF_8);
    };
  }

  /** Fills {@link #words}, {@link #byteTokens} and {@link #unknown}. */
  private void index() {
    Arrays.fill(byteTokens, NO_TOKEN);
    for (int id = 0; id < types.length; id++) {
      if (types[id].isMergeable() && !names.get(id).isEmpty()) {
        words.put(names.get(id), id);
      } else if (types[id] == TokenType.BYTE) {
        byteTokens[bytes[id][0] & 0xFF] = id;
      } else if (types[id] == TokenType.UNKNOWN && unknown == NO_TOKEN) {
        unknown = id;
      }
    }
    for (int b = 0; b < byteTokens.length; b++) {
      Integer id = words.get(String.valueOf(ByteAlphabet.character((byte) b)));
      byteTokens[b] = id == null ? byteTokens[b] : id;
    }
  }

  int size() {
    return types.length;
  }

  byte[] bytes(int id) {
    return bytes[id];
  }

  TokenType type(int id) {
    return types[id];
  }

  boolean isEndOfGeneration(int id) {
    return ends.get(id);
  }

  /** The tokens that text may be merged into, by their text in the byte-level alphabet. */
  Map<String, Integer> words() {
    return words;
  }

  /**
   * The token of a byte; the first unknown token if there is none; {@link #NO_TOKEN} if neither.
   */
  int byteToken(byte b) {
    int id = byteTokens[b & 0xFF];
    return id == NO_TOKEN ? unknown : id;
  }

  /** The tokens whose names are looked for in text before it is split. */
  TokenNames names(boolean withSpecial) {
    TokenNames result = new TokenNames();
    for (int id = 0; id < types.length; id++) {
      boolean special = types[id] == TokenType.CONTROL || types[id] == TokenType.UNKNOWN;
      if (types[id] == TokenType.USER_DEFINED || (special && withSpecial)) {
        result.add(names.get(id), id);
      }
    }
    return result;
  }
}
