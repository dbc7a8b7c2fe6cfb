package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.model.LanguageModel;
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

  static GenerationOptions options(double temperature, int maxTokens) {
    return options(SamplingOptions.ofTemperature(temperature), maxTokens);
  }

  static GenerationOptions options(SamplingOptions sampling, int maxTokens) {
    return GenerationOptions.DEFAULT.withSampling(sampling).withMaxTokens(maxTokens);
  }

  TabularModel draft() {
    return models.getFirst();
  }

  TabularModel target() {
    return models.getLast();
  }

  /** All levels exact, with these block lengths from the lowest verifier to the target. */
  Pyramid exact(int... lengths) {
    return pyramid(EXACT, StopRule.NEVER, lengths);
  }

  /** All levels with one rule, with these block lengths from the lowest verifier to the target. */
  Pyramid pyramid(AcceptanceRule rule, StopRule stopRule, int... lengths) {
    Pyramid pyramid = Pyramid.of(models.getFirst());
    for (int level = 1; level < models.size(); level++) {
      pyramid = pyramid.verifiedBy(models.get(level), rule, lengths[level - 1], stopRule);
    }
    return pyramid;
  }

  /** A method of the literature over as many of the models as it uses, the target among them. */
  Pyramid compose(Method method, Method.Knobs knobs) {
    LanguageModel[] used =
        switch (method) {
          case TARGET -> new LanguageModel[] {target()};
          case SD, FSD -> new LanguageModel[] {draft(), target()};
          case PSD_A, PSD_E, PSD_F -> models.toArray(LanguageModel[]::new);
        };
    return method.compose(knobs, used);
  }

  /** How far the law of a pyramid's responses is from that of the target's own. */
  double deviation(Pyramid pyramid, GenerationOptions options) {
    return SequenceLaw.of(pyramid, PROMPT, options)
        .totalVariation(SequenceLaw.ofTarget(target(), PROMPT, options));
  }

  /** The target's most likely tokens, one after another. */
  List<Integer> greedy(int count) {
    int[] tokens = Arrays.copyOf(PROMPT, PROMPT.length + count);
    for (int length = PROMPT.length; length < tokens.length; length++) {
      tokens[length] = likeliest(target().logits(Arrays.copyOf(tokens, length)));
    }
    return Arrays.stream(tokens).skip(PROMPT.length).boxed().toList();
  }

  static int likeliest(float[] logits) {
    int best = 0;
    for (int id = 1; id < logits.length; id++) {
      best = logits[id] > logits[best] ? id : best;
    }
    return best;
  }
}
