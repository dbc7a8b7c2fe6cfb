package io.github.pyramidsd.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerSubsetTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0-3,8     | 0-3,8
          0,1,2     | 0-2
          7         | 7
          3-3,5,6   | 3,5-6
          """)
  void whatIsReadIsWrittenWithRanges(String text, String written) {
    LayerSubset layers = LayerSubset.parse(text);
    assertThat(layers).hasToString(written).isEqualTo(LayerSubset.parse(written));
  }

  @Test
  void itKnowsItsLayers() {
    LayerSubset layers = LayerSubset.of(0, 1, 5);
    assertThat(layers.layers()).containsExactly(0, 1, 5);
    assertThat(layers.size()).isEqualTo(3);
    assertThat(layers.contains(5)).isTrue();
    assertThat(layers.contains(4)).isFalse();
    assertThat(layers.without(1)).isEqualTo(LayerSubset.parse("0,5"));
    assertThat(LayerSubset.all(3)).isEqualTo(LayerSubset.parse("0-2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          ""         | part '', expected layers from 0 to 9999, such as 0-3,8
          0,,2       | part '', expected layers from 0 to 9999
          1,x        | part 'x', expected layers from 0 to 9999
          -1         | part '-1', expected layers from 0 to 9999
          0-         | part '0-', expected layers from 0 to 9999
          10000      | part '10000', expected layers from 0 to 9999
          0-2-4      | part '0-2-4', expected a layer or a range
          3-1        | part '3-1', expected a range that ascends
          0-3,3      | part '3', expected more than 3, the layer before it
          5,2        | part '2', expected more than 5, the layer before it
          """)
  void whatIsWrongIsNamed(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LayerSubset.parse(text))
        .withMessageContaining("layers '" + text + "'")
        .withMessageContaining(message);
  }

  @Test
  void numbersAreCheckedToo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LayerSubset(List.of()))
        .withMessage("no layers, expected at least one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LayerSubset.of(-1))
        .withMessage("layer is -1, expected 0 to 9999");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LayerSubset.of(2, 2))
        .withMessage("layer 2 comes after layer 2, expected each once, in ascending order");
    assertThatIllegalArgumentException().isThrownBy(() -> LayerSubset.of(2).without(2));
  }

  @Test
  void aLayerThatAModelDoesNotHaveIsNamed() {
    LayerSubset.parse("0,15").checkWithin(16);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LayerSubset.parse("0-3,20-21").checkWithin(16))
        .withMessage("layer 20 of 0-3,20-21 is not there, the model has layers 0 to 15");
  }
}
