package io.github.pyramidsd.models;

import io.github.pyramidsd.decoding.decode.GenerationOptions;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.plan.Planner;
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
      Planner planner = Planner.of(draft, qualifier, target); // decides by itself
      Response response =
          planner.generate("public int size() {", GenerationOptions.DEFAULT.withMaxTokens(64));
      System.out.println(response.text());
      System.out.println(response.tokensPerSecond() + " tokens/s, " + response.finishReason());
    }
    // README ends
  }
}
