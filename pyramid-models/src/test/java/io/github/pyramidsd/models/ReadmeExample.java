package io.github.pyramidsd.models;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.Context;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.engine.Engine;
import io.github.pyramidsd.engine.GgufModel;
import java.io.IOException;

/** The Java snippet of the README, so that the build compiles it and a test runs it. */
final class ReadmeExample {

  private ReadmeExample() {}

  static void run() throws IOException {
    // README begins
    try (Engine engine = Engine.start(0, Engine.KernelChoice.AUTO);
        GgufModel draft = EmbeddedFamily.JAVA.draft(engine); // or GgufModel.open(path, engine)
        GgufModel qualifier = EmbeddedFamily.JAVA.qualifier(engine);
        GgufModel target = EmbeddedFamily.JAVA.target(engine)) {
      // Decides by itself which of them to use, and how.
      Decoder decoder = Decoder.of(target).draft(draft).qualifier(qualifier).build();
      try (Context context = decoder.open()) { // keeps what was read; append more and go on
        GenerateOptions options = GenerateOptions.builder().maxTokens(64).build();
        Response response = context.append("public int size() {").generate(options);
        System.out.println(response.text());
        System.out.println(response.tokensPerSecond() + " tokens/s, " + response.finish());
      }
    }
    // README ends
  }
}
