package io.github.pyramidsd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TokenizeCommandTest {

  @Test
  void jsonHasTokensAndPieces() {
    assertThat(new Cli().run("tokenize", "--json", "--model", "target", "a\u00e9\n").out())
        .isEqualTo(
            "{\"tokens\":[97,195,169,10],\"pieces\":[\"a\",\"<0xC3>\",\"<0xA9>\",\"\\n\"]}\n");
  }

  @Test
  void standardInputIsTokenizedAsItIs() {
    assertThat(
            new Cli()
                .input(" a\n".getBytes(StandardCharsets.UTF_8))
                .run("tokenize", "--model", "target")
                .out())
        .isEqualTo("    32  \" \"\n    97  \"a\"\n    10  \"\\n\"\n");
  }

  @Test
  void namesOfSpecialTokensAreTextUnlessAskedFor() {
    String name = "<|256|>";
    assertThat(new Cli().run("tokenize", "--json", "--model", "target", name).out())
        .startsWith("{\"tokens\":[60,124,");
    assertThat(new Cli().run("tokenize", "--json", "--special", "--model", "target", name).out())
        .startsWith("{\"tokens\":[256],");
  }

  @Test
  void anEmptyTextHasNoTokens() {
    assertThat(new Cli().run("tokenize", "--json", "--model", "target", "").out())
        .isEqualTo("{\"tokens\":[],\"pieces\":[]}\n");
  }
}
