package io.github.pyramidsd.engine.tokenizer;

import io.github.pyramidsd.decoding.model.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Byte-level BPE, the tokenizer of GPT-2, Llama 3, Qwen and SmolLM: text is split into pieces by
 * the {@linkplain PreTokenizer rules of its family}, and the UTF-8 bytes of each piece are merged
 * in the order of the vocabulary's merges (Sennrich et al., <i>Neural Machine Translation of Rare
 * Words with Subword Units</i>, 2016; Radford et al., <i>Language Models are Unsupervised Multitask
 * Learners</i>, 2019).
 *
 * <p>The tokens of a text are those that llama.cpp gives, with two exceptions. Text that is not
 * parsed for special tokens never becomes one, even if it is wholly the name of one. And of names
 * that overlap in the text, the leftmost is found, and of these the longest, as in Hugging Face's
 * tokenizers.
 *
 * <p>Encoding n characters takes O(n log n), whatever they are. Instances are immutable and may be
 * used by several threads.
 */
public final class ByteLevelTokenizer implements Vocabulary {

  private final PreTokenizer preTokenizer;
  private final TokenTable tokens;
  private final MergeTable merges;
  private final TokenNames userDefined;
  private final TokenNames userDefinedAndSpecial;
  private final OptionalInt first;
  private final boolean ignoreMerges;
  private final int longestWord; // in bytes

  /**
   * Makes the tokenizer that a file describes.
   *
   * @throws IllegalArgumentException if the pre-tokenizer is not supported; a type, an id or a
   *     merge is illegal; two tokens are equal; or the beginning-of-sequence token is wanted, but
   *     there is none
   */
  public ByteLevelTokenizer(TokenizerSpec spec) {
    preTokenizer = PreTokenizer.named(spec.preTokenizer());
    tokens = new TokenTable(spec);
    merges = new MergeTable(spec.merges(), tokens.words());
    userDefined = tokens.names(false);
    userDefinedAndSpecial = tokens.names(true);
    first = firstOfPrompt(spec, preTokenizer);
    first.ifPresent(id -> tokens.requireId("beginning-of-sequence", id));
    ignoreMerges = Objects.requireNonNullElse(spec.ignoreMerges(), preTokenizer.ignoresMerges());
    longestWord = tokens.words().keySet().stream().mapToInt(String::length).max().orElse(0);
  }

  private static OptionalInt firstOfPrompt(TokenizerSpec spec, PreTokenizer preTokenizer) {
    Boolean add = spec.addBeginningOfSequence();
    if (add != null && add && spec.beginningOfSequence().isEmpty()) {
      throw new IllegalArgumentException(
          "tokenizer.ggml.add_bos_token is true, but there is no tokenizer.ggml.bos_token_id");
    }
    boolean wanted = add == null ? preTokenizer.addsBeginningOfSequence() : add;
    return wanted ? spec.beginningOfSequence() : OptionalInt.empty();
  }

  @Override
  public int size() {
    return tokens.size();
  }

  /**
   * {@inheritDoc} Of a normal token, characters outside the byte-level alphabet stand for their
   * UTF-8 bytes.
   *
   * @throws IndexOutOfBoundsException if the id is not in {@code [0, size())}
   */
  @Override
  public byte[] bytes(int id) {
    return tokens.bytes(Objects.checkIndex(id, size()));
  }

  /**
   * {@inheritDoc} Unknown and unused tokens, which add nothing either, count as special;
   * user-defined ones are text.
   *
   * @throws IndexOutOfBoundsException if the id is not in {@code [0, size())}
   */
  @Override
  public boolean isSpecial(int id) {
    return tokens.type(Objects.checkIndex(id, size())).isSpecial();
  }

  /**
   * {@inheritDoc} These are the tokens that the file names as ends, and the control and
   * user-defined ones with a well-known name, such as {@code <|im_end|>}.
   *
   * @throws IndexOutOfBoundsException if the id is not in {@code [0, size())}
   */
  @Override
  public boolean isEndOfGeneration(int id) {
    return tokens.isEndOfGeneration(Objects.checkIndex(id, size()));
  }

  /**
   * {@inheritDoc} Names of user-defined tokens always become those tokens. An unpaired surrogate is
   * read as U+FFFD. A byte that has no token becomes the vocabulary's unknown token.
   *
   * @throws IllegalArgumentException if a byte has no token, and the vocabulary no unknown token
   */
  @Override
  public int[] encode(String text, boolean parseSpecial) {
    TokenBuffer output = new TokenBuffer(text.length() / 2);
    encode(text, parseSpecial, output);
    return output.toArray();
  }

  /**
   * {@inheritDoc} Names of special tokens in the prompt are text.
   *
   * @throws IllegalArgumentException as {@link #encode(String, boolean)} does
   */
  @Override
  public int[] encodePrompt(String prompt) {
    TokenBuffer output = new TokenBuffer(1 + prompt.length() / 2);
    first.ifPresent(output::add);
    encode(prompt, false, output);
    return output.toArray();
  }

  private void encode(String text, boolean parseSpecial, TokenBuffer output) {
    String wellFormed = replaceUnpairedSurrogates(text);
    TokenNames names = parseSpecial ? userDefinedAndSpecial : userDefined;
    Merger merger = new Merger(merges);
    int from = 0;
    for (var name = names.find(wellFormed, 0); name != null; name = names.find(wellFormed, from)) {
      encodeText(wellFormed, from, name.start(), merger, output);
      output.add(name.id());
      from = name.end();
    }
    encodeText(wellFormed, from, wellFormed.length(), merger, output);
  }

  private static String replaceUnpairedSurrogates(String text) {
    if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      return text;
    }
    StringBuilder result = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
        .forEach(result::appendCodePoint);
    return result.toString();
  }

  private void encodeText(String text, int from, int to, Merger merger, TokenBuffer output) {
    int end;
    for (int start = from; start < to; start = end) {
      end = preTokenizer.end(text, start, to);
      encodePiece(text.substring(start, end), merger, output);
    }
  }

  private void encodePiece(String piece, Merger merger, TokenBuffer output) {
    byte[] utf8 = piece.getBytes(StandardCharsets.UTF_8);
    if (ignoreMerges && utf8.length <= longestWord) {
      Integer word = tokens.words().get(ByteAlphabet.encode(utf8));
      if (word != null) {
        output.add(word);
        return;
      }
    }
    int[] symbols = merger.symbols(utf8.length);
    for (int i = 0; i < utf8.length; i++) {
      symbols[i] = tokens.byteToken(utf8[i]);
      if (symbols[i] == TokenTable.NO_TOKEN) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "byte 0x%02X of \"%s\" has no token in the vocabulary, which has no unknown token either",
                utf8[i],
                abbreviate(piece)));
      }
    }
    merger.merge(utf8.length, output);
  }

  private static String abbreviate(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
