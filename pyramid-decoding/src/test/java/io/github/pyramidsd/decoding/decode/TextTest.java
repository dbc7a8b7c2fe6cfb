package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.model.TabularModel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** From tokens to text: stop strings, characters split over tokens, and who chose what. */
class TextTest {

  /** What is heard when these tokens are said, by a pyramid whose blocks end anywhere. */
  private static Recording say(List<String> stops, int blockLength, byte[]... tokens) {
    Recording heard = new Recording();
    TabularModel model =
        TabularModel.scripted(
            "model", SmallVocabulary.ofBytes(tokens), IntStream.range(0, tokens.length).toArray());
    Response response =
        heard.respond(
            Family.of(model, model).exact(blockLength),
            Family.PROMPT,
            Family.options(0, tokens.length).toBuilder().stop(stops).build());
    assertThat(heard.text()).isEqualTo(response.text());
    assertThat(response.finish()).isIn(Finish.STOP_STRING, Finish.MAX_TOKENS);
    return heard;
  }

  private static byte[][] utf8(String... tokens) {
    return Arrays.stream(tokens)
        .map(token -> token.getBytes(StandardCharsets.UTF_8))
        .toArray(byte[][]::new);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static void assertSays(String text, int tokens, List<String> stops, byte[]... said) {
    for (int blockLength = 1; blockLength <= 5; blockLength++) {
      Recording heard = say(stops, blockLength, said);
      assertThat(heard.text()).isEqualTo(text);
      assertThat(heard.tokens()).hasSize(tokens);
    }
  }

  @Test
  void stopStringIsFoundWhereverTokensAndBlocksEnd() {
    List<String> stop = List.of("STOP");
    assertSays("ab", 6, stop, utf8("a", "b", "S", "T", "O", "P", "x", "y"));
    assertSays("ab", 4, stop, utf8("a", "bS", "TO", "Px", "y"));
    assertSays("ab", 2, stop, utf8("a", "bSTOPx", "y"));
    assertSays("", 1, stop, utf8("STOP", "y"));
    assertSays("aS", 3, stop, utf8("aSS", "TO", "P", "y"));
    assertSays("STOSTO-", 2, stop, utf8("STOSTO", "-"));
  }

  @Test
  void stopStringsMayOverlapThemselves() {
    assertSays("a", 3, List.of("aab"), utf8("aa", "a", "b", "c"));
  }

  @Test
  void earliestOfSeveralStopStringsWins() {
    assertSays("x", 2, List.of("c", "b"), utf8("x", "bc", "y"));
    assertSays("x", 3, List.of("ab", "abc"), utf8("x", "a", "b", "c"));
    assertSays("x", 2, List.of("bc", "abc"), utf8("x", "abc", "d"));
    assertSays("xa", 4, List.of("bc", "abd"), utf8("x", "a", "b", "c", "d"));
  }

  @Test
  void textThatMayBeginAStopStringIsHeldBackAndReleasedAtTheEnd() {
    Recording heard = say(List.of("abc"), 1, utf8("x", "a", "b"));
    assertThat(heard.text()).isEqualTo("xab");
    Recording released = say(List.of("abc"), 1, utf8("x", "a", "b", "d"));
    assertThat(released.text()).isEqualTo("xabd");
    assertThat(released.texts()).containsExactly("x", "a", "b", "d");
  }

  @Test
  void textIsReleasedAsSoonAsItCannotBeginAStopString() {
    ResponseText text = new ResponseText(List.of("ab", "abc", "dd"));
    text.add(0, utf8("xa")[0], 0, null);
    assertThat(text.certain()).isEmpty(); // the token's end may begin a stop string
    assertThat(text.add(1, utf8("d")[0], 1, null)).isFalse();
    assertThat(texts(text)).containsExactly("xa");
    assertThat(text.add(2, utf8("a")[0], 2, null)).isFalse();
    assertThat(texts(text)).containsExactly("xa", "d");
    text.finish();
    assertThat(texts(text)).containsExactly("xa", "d", "a");
    assertThat(text.certain()).extracting(Token::id).containsExactly(0, 1, 2);
    assertThat(text.certain()).extracting(Token::level).containsExactly(0, 1, 2);
    assertThat(text.toString()).isEqualTo("xada");
  }

  private static List<String> texts(ResponseText text) {
    return text.certain().stream().map(Token::text).toList();
  }

  @Test
  void charactersMayBeSplitOverTokens() {
    assertSays("é€😀", 9, List.of(), single("é€😀"));
    assertSays("é€", 5, List.of("😀"), Arrays.copyOf(single("é€😀"), 5));
    assertSays("é€", 9, List.of("😀"), single("é€😀!"));
    Recording heard = say(List.of(), 2, single("é!"));
    assertThat(heard.texts()).containsExactly("", "é", "!");
  }

  /** A token for each byte. */
  private static byte[][] single(String text) {
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    byte[][] tokens = new byte[all.length][];
    Arrays.setAll(tokens, i -> new byte[] {all[i]});
    return tokens;
  }

  @Test
  void bytesThatAreNoCharacterBecomeReplacementCharacters() {
    assertSays("a\uFFFDb", 3, List.of(), bytes('a'), bytes(0xFF), bytes('b'));
    assertSays("\uFFFDb", 2, List.of(), bytes(0xE2), bytes('b'));
    assertSays("\uFFFD\uFFFD", 2, List.of(), bytes(0x80), bytes(0x81));
    assertSays("a\uFFFD", 3, List.of(), bytes('a'), bytes(0xE2), bytes(0x82));
    assertSays("\uFFFD", 1, List.of(), bytes(0xC3));
  }

  @Test
  void incompleteCharacterAfterAStopStringIsNotText() {
    assertSays("a", 2, List.of("!"), bytes('a'), bytes('!', 0xC3), bytes('b'));
  }

  @Test
  void longTokensAndLongResponsesAreWhole() {
    String word = "0123456789é€".repeat(50);
    assertSays(word + "x" + word, 3, List.of("zz"), utf8(word, "x", word));
    String[] many = new String[60];
    Arrays.fill(many, "ab");
    assertSays("ab".repeat(60), 60, List.of("abb", "ba" + "ab".repeat(58) + "c"), utf8(many));
  }

  @Test
  void everyTokenCarriesItsText() {
    SmallVocabulary letters = SmallVocabulary.letters(4);
    for (long seed = 1; seed <= 10; seed++) {
      Family family = Family.random(3, letters, seed);
      for (List<String> stops : List.of(List.<String>of(), List.of("bcd", "ccab"))) {
        Recording heard = new Recording();
        Response response =
            heard.respond(
                family.exact(2, 4),
                Family.PROMPT,
                Family.options(1, 50).toBuilder().stop(stops).build());
        // What a stop string cuts has no text, and every other token its own letter.
        int said = response.text().length();
        assertThat(heard.texts().subList(0, said))
            .isEqualTo(
                heard.heard.stream()
                    .limit(said)
                    .map(token -> String.valueOf((char) ('a' + token.id())))
                    .toList());
        assertThat(heard.texts().subList(said, heard.heard.size())).allMatch(String::isEmpty);
        assertThat(heard.tokens()).isEqualTo(response.tokens());
        assertThat(said).isGreaterThan(0);
      }
    }
  }

  @Test
  void levelsTellWhoseTokensAgree() {
    SmallVocabulary letters = SmallVocabulary.letters(3);
    Family family =
        Family.of(
            TabularModel.scripted("draft", letters, 0, 1, 2, 2, 0, 1, 2, 2),
            TabularModel.scripted("qualifier", letters, 0, 1, 0, 2, 0, 1, 0, 2),
            TabularModel.scripted("target", letters, 0, 1, 0, 1, 0, 1, 0, 1));
    Recording heard = new Recording();
    heard.respond(family.exact(3, 4), Family.PROMPT, Family.options(0, 8));
    assertThat(heard.tokens()).containsExactly(0, 1, 0, 1, 0, 1, 0, 1);
    assertThat(heard.levels().subList(0, 4)).containsExactly(0, 0, 1, 2);
  }
}
