package io.github.pyramidsd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.evaluation.json.Json;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class JsonTest {

  private record Sample(double b, float a, Object c) {}

  @Test
  void whatIsNotFiniteIsNullAndComponentsKeepTheirOrder() {
    assertThat(
            Json.write(
                new Sample(
                    Double.NaN,
                    Float.POSITIVE_INFINITY,
                    Arrays.asList(1.5, -1f / 0, 0f / 0, null))))
        .isEqualTo("{\"b\":null,\"a\":null,\"c\":[1.5,null,null,null]}");
  }
}
