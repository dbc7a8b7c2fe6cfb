package io.github.pyramidsd.engine.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {

  @Test
  void everySequenceOfUpToThreeBytesIsJudgedAsTheJdkDoes() {
    CharsetDecoder decoder = UTF_8.newDecoder();
    byte[] bytes = new byte[3];
    for (int i = 0; i < 1 << 24; i++) {
      bytes[0] = (byte) (i >> 16);
      bytes[1] = (byte) (i >> 8);
      bytes[2] = (byte) i;
      assertAgrees(decoder, bytes);
    }
  }

  @Test
  void longerSequencesAreJudgedAsTheJdkDoes() {
    CharsetDecoder decoder = UTF_8.newDecoder();
    var random = new Random(7);
    int[] telling = {
      0, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xe0, 0xed, 0xf0, 0xf4
    };
    for (int i = 0; i < 300_000; i++) {
      byte[] bytes = new byte[4 + random.nextInt(3)];
      for (int k = 0; k < bytes.length; k++) {
        bytes[k] = (byte) telling[random.nextInt(telling.length)];
      }
      bytes[0] = (byte) (0xee + random.nextInt(8));
      assertAgrees(decoder, bytes);
    }
  }

  private static void assertAgrees(CharsetDecoder decoder, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CoderResult result = decoder.reset().decode(in, CharBuffer.allocate(bytes.length), true);
    int expected = result.isError() ? in.position() : -1;
    if (Utf8.malformedAt(bytes, 0, bytes.length) != expected) {
      assertThat(Utf8.malformedAt(bytes, 0, bytes.length))
          .as("%s", (Object) bytes)
          .isEqualTo(expected);
    }
  }
}
