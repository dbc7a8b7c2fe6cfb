package io.github.pyramidsd.evaluation.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FinalNumberTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "#### 42 | 42",
        "so 3 + 4 = 7. | 7",
        "it is 7, or 8 in all | 8",
        "They pay $1,234,567.50 together | 1234567.5",
        "3, 4 | 4",
        "1,2345 | 2345",
        "it was -7 degrees | -7",
        "it was −7 degrees | -7",
        "it was +7 degrees | 7",
        "he owes -$5 | -5",
        "he owes $-5 | -5",
        "10-3 | 3",
        "(10)-3 | 3",
        "10 - 3 | 3",
        "7.00 | 7",
        "100 | 100",
        "1,000 | 1000",
        "about .5 litres | 0.5",
        "12 #### 42 (not 13) | 42",
        "#### $1,000. Check: 5 | 1000",
        "after 9 comes #### nothing | 9",
        "first #### 1, then #### 2 | 1"
      })
  void theFinalNumberIsFoundAndNormalised(String solution, BigDecimal number) {
    assertThat(FinalNumber.find(solution).orElseThrow()).isEqualByComparingTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "####", "none at all", "-", "$,."})
  void withoutANumberThereIsNone(String solution) {
    assertThat(FinalNumber.find(solution)).isEmpty();
  }
}
