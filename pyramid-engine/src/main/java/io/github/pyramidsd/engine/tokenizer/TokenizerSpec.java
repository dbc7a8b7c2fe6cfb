package io.github.pyramidsd.engine.tokenizer;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a GGUF file with {@code tokenizer.ggml.model = "gpt2"} says about its tokenizer. {@link
 * ByteLevelTokenizer} checks it.
 *
 * @param preTokenizer {@code tokenizer.ggml.pre}: how text is split before merging
 * @param tokens {@code tokenizer.ggml.tokens}: a token's index is its id
 * @param types {@code tokenizer.ggml.token_type}: 1 normal, 2 unknown, 3 control, 4 user-defined, 5
 *     unused, 6 byte, one a token; empty if the file has none
 * @param merges {@code tokenizer.ggml.merges}: {@code "left right"}, the first to be applied first
 * @param beginningOfSequence {@code tokenizer.ggml.bos_token_id}; it may be outside the vocabulary
 *     if it is never added
 * @param endOfGeneration the ids under {@code tokenizer.ggml.eos_token_id}, {@code eot_token_id}
 *     and {@code eom_token_id}, as far as the file has them
 * @param addBeginningOfSequence {@code tokenizer.ggml.add_bos_token}; if null, what the
 *     pre-tokenizer's models want, provided that there is such a token
 * @param ignoreMerges whether a piece of text that is wholly a token is taken as it is, whatever
 *     the merges would make of it; if null, what the pre-tokenizer's models want
 */
public record TokenizerSpec(
    String preTokenizer,
    List<String> tokens,
    List<Integer> types,
    List<String> merges,
    OptionalInt beginningOfSequence,
    List<Integer> endOfGeneration,
    @Nullable Boolean addBeginningOfSequence,
    @Nullable Boolean ignoreMerges) {

  /** Copies the lists. */
  public TokenizerSpec {
    tokens = List.copyOf(tokens);
    types = List.copyOf(types);
    merges = List.copyOf(merges);
    endOfGeneration = List.copyOf(endOfGeneration);
  }
}
