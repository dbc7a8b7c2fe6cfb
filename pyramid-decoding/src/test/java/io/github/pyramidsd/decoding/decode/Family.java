package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.model.TabularModel;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Models of one vocabulary, the draft first and the target last, and pyramids made of them. */
record Family(List<TabularModel> models) {

  static final AcceptanceRule EXACT = new AcceptanceRule.Exact();

  /** A prompt of one token. */
  static final int[] PROMPT = {0};

  /** Models that have nothing to do with each other. */
  static Family random(int count, SmallVocabulary vocabulary, long seed) {
    return new Family(
        IntStream.range(0, count)
            .mapToObj(i -> TabularModel.random("model-" + i, vocabulary, 100 * seed + i))
            .toList());
  }

  static Family of(TabularModel... models) {
    return new Family(List.of(models));
  }

  static GenerateOptions options(double temperature, int maxTokens) {
    return options(SamplingOptions.ofTemperature(temperature), maxTokens);
  }

  static GenerateOptions options(SamplingOptions sampling, int maxTokens) {
    return GenerateOptions.builder().sampling(sampling).maxTokens(maxTokens).streamSeed(0).build();
  }

  TabularModel draft() {
    return models.getFirst();
  }

  TabularModel target() {
    return models.getLast();
  }

  /** All models as levels. */
  Pyramid pyramid() {
    return Pyramid.of(models);
  }

  /** All levels exact, with these block lengths from the lowest verifier to the target. */
  Fixed exact(int... lengths) {
    return all(EXACT, StopRule.NEVER, lengths);
  }

  /** All levels with one rule, with these block lengths from the lowest verifier to the target. */
  Fixed all(AcceptanceRule rule, StopRule stopRule, int... lengths) {
    return new Fixed(pyramid(), pyramid().all(rule, stopRule, lengths));
  }

  /** A method of the literature over as many of the models as it uses, the target among them. */
  Fixed compose(Method method, Method.Knobs knobs) {
    Pyramid used =
        switch (method) {
          case TARGET -> Pyramid.of(target());
          case SD, FSD -> Pyramid.of(draft(), target());
          case PSD_A, PSD_E, PSD_F -> pyramid();
        };
    return new Fixed(used, method.compose(used, knobs, 0));
  }

  /** How far the law of a decoder's responses is from that of the target's own. */
  double deviation(Fixed decoder, GenerateOptions options) {
    return SequenceLaw.of(decoder, PROMPT, options)
        .totalVariation(SequenceLaw.ofTarget(target(), PROMPT, options));
  }

  /** The target's most likely tokens, one after another. */
  int[] greedy(int count) {
    int[] tokens = Arrays.copyOf(PROMPT, PROMPT.length + count);
    for (int length = PROMPT.length; length < tokens.length; length++) {
      tokens[length] = likeliest(target().logits(Arrays.copyOf(tokens, length)));
    }
    return Arrays.copyOfRange(tokens, PROMPT.length, tokens.length);
  }

  static int likeliest(float[] logits) {
    int best = 0;
    for (int id = 1; id < logits.length; id++) {
      best = logits[id] > logits[best] ? id : best;
    }
    return best;
  }
}
