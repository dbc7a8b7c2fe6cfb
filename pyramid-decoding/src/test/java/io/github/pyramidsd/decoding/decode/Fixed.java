package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.sampling.Draws;

/** A pyramid that always decodes with one composition. */
record Fixed(Pyramid pyramid, Composition composition) {

  /** Plain decoding with one model. */
  static Fixed plain(Pyramid pyramid) {
    return new Fixed(pyramid, Composition.plain(pyramid.levels() - 1));
  }

  /** An empty context that holds as much as the target. */
  Context open() {
    return open(pyramid.contextLength());
  }

  Context open(int limit) {
    return Context.open(pyramid, _ -> schedule(), limit);
  }

  Schedule schedule() {
    return Schedule.of(composition);
  }

  /** Continues a text in a context of its own. */
  Response respond(String text, GenerateOptions options) {
    return respond(pyramid.target().vocabulary().encodePrompt(text), options);
  }

  /** Continues tokens in a context of its own. */
  Response respond(int[] prompt, GenerateOptions options) {
    return respond(prompt, options, options.draws());
  }

  Response respond(int[] prompt, GenerateOptions options, Draws draws) {
    return respond(pyramid, schedule(), prompt, options, draws);
  }

  /** The same with a schedule that may decide anything. */
  static Response respond(
      Pyramid pyramid, Schedule schedule, int[] prompt, GenerateOptions options, Draws draws) {
    try (Context context = Context.open(pyramid, _ -> schedule, pyramid.contextLength())) {
      context.append(prompt);
      try (TokenStream stream = context.stream(options, schedule, draws)) {
        while (stream.hasNext()) {
          stream.next();
        }
        return stream.response();
      }
    }
  }
}
