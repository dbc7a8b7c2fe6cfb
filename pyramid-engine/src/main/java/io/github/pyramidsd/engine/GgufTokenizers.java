package io.github.pyramidsd.engine;

import io.github.pyramidsd.decoding.model.Vocabulary;
import io.github.pyramidsd.engine.gguf.GgufException;
import io.github.pyramidsd.engine.gguf.GgufMetadata;
import io.github.pyramidsd.engine.tokenizer.ByteLevelTokenizer;
import io.github.pyramidsd.engine.tokenizer.TokenizerSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Makes the tokenizer that a GGUF file describes. */
final class GgufTokenizers {

  private static final String MODEL = "tokenizer.ggml.model";
  private static final String PRE = "tokenizer.ggml.pre";
  private static final List<String> END_KEYS = List.of("eos", "eot", "eom");

  private GgufTokenizers() {}

  /**
   * Makes the tokenizer.
   *
   * @throws GgufException if the file has none, or one that is not supported or not consistent
   */
  static Vocabulary of(GgufMetadata metadata) throws GgufException {
    String model = metadata.requireString(MODEL);
    if (!model.equals("gpt2")) {
      throw metadata.illegal(
          MODEL, "tokenizer '" + model + "' is not supported, only 'gpt2' (byte-level BPE)");
    }
    TokenizerSpec spec = spec(metadata);
    try {
      return new ByteLevelTokenizer(spec);
    } catch (IllegalArgumentException e) {
      throw metadata.illegal(MODEL, String.valueOf(e.getMessage()));
    }
  }

  private static TokenizerSpec spec(GgufMetadata metadata) throws GgufException {
    List<Integer> ends = new ArrayList<>();
    for (String name : END_KEYS) {
      id(metadata, name).ifPresent(ends::add);
    }
    Boolean addBeginning = metadata.bool("tokenizer.ggml.add_bos_token").orElse(null);
    int[] types = metadata.ints("tokenizer.ggml.token_type").orElse(new int[0]);
    return new TokenizerSpec(
        metadata.requireString(PRE),
        List.of(metadata.requireStrings("tokenizer.ggml.tokens")),
        Arrays.stream(types).boxed().toList(),
        List.of(metadata.requireStrings("tokenizer.ggml.merges")),
        addBeginning != null && !addBeginning ? OptionalInt.empty() : id(metadata, "bos"),
        ends,
        addBeginning,
        null);
  }

  private static OptionalInt id(GgufMetadata metadata, String name) throws GgufException {
    String key = "tokenizer.ggml." + name + "_token_id";
    OptionalLong id = metadata.integer(key);
    if (id.isEmpty()) {
      return OptionalInt.empty();
    }
    if (id.getAsLong() < 0 || id.getAsLong() > Integer.MAX_VALUE) {
      throw metadata.illegal(key, "is " + id.getAsLong() + ", expected a token id");
    }
    return OptionalInt.of((int) id.getAsLong());
  }
}
