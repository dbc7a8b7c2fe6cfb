package io.github.pyramidsd.evaluation.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromptSeedTest {

  /** Computed with another library: int.from_bytes(sha256(b"7:java-00").digest()[:8], signed). */
  @Test
  void seedsAreThoseThatTheDocumentationSays() {
    assertThat(PromptSeed.of(7, "java-00")).isEqualTo(-3340686098421358443L);
    assertThat(PromptSeed.of(-1, "\u00e9")).isEqualTo(2151715585518557556L);
  }
}
