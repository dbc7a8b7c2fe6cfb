package io.github.pyramidsd.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteTransposeTest {

  @ParameterizedTest
  @CsvSource({
    "8, 8, 8",
    "32, 32, 32",
    "32, 16, 16",
    "32, 8, 8",
    "32, 4, 4",
    "32, 32, 256",
    "16, 13, 21"
  })
  void rowsBecomeColumns(int rows, int columns, int stride) {
    int at = 5;
    byte[] in = new byte[at + rows * stride];
    new SplittableRandom(3).nextBytes(in);
    byte[] out = new byte[rows * columns];
    ByteTranspose.transpose(in, at, stride, rows, columns, out);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        assertThat(out[column * rows + row]).isEqualTo(in[at + row * stride + column]);
      }
    }
  }
}
