package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.model.TabularModel;
import io.github.pyramidsd.decoding.sampling.Divergence;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The same seed gives the same tokens, whatever speculates. */
class SeedTest {

  private static final int SEEDS = Boolean.getBoolean("pyramid.exhaustive") ? 1000 : 150;
  private static final SmallVocabulary LETTERS = SmallVocabulary.letters(7);
  private static final AcceptanceRule EXACT = new AcceptanceRule.Exact();

  private static final List<SamplingOptions> SAMPLINGS =
      List.of(
          SamplingOptions.ofTemperature(0.3),
          SamplingOptions.ofTemperature(1),
          SamplingOptions.ofTemperature(1.5),
          SamplingOptions.builder().temperature(0.3).topP(0.8).build(),
          SamplingOptions.builder().topP(0.9).topK(4).build(),
          SamplingOptions.builder().temperature(1.5).topK(3).minP(0.1).build(),
          SamplingOptions.builder().repeatPenalty(1.3).repeatWindow(8).build());

  private static Pyramid pyramid(long seed) {
    List<TabularModel> models = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      models.add(TabularModel.random("model-" + i, LETTERS, 100 * seed + i).withContextLength(256));
    }
    return Pyramid.of(models).withLookup();
  }

  private static GenerateOptions options(SamplingOptions sampling, long seed, int maxTokens) {
    return GenerateOptions.builder().sampling(sampling).seed(seed).maxTokens(maxTokens).build();
  }

  private static int[] generate(Pyramid pyramid, Schedule schedule, GenerateOptions options) {
    try (Context context = Context.open(pyramid, _ -> schedule, pyramid.contextLength())) {
      return context.append(0, 1, 2).generate(options).tokens();
    }
  }

  /** Any chain of levels with any lengths, all exact. */
  private static Composition random(SplittableRandom random, int levels) {
    int bottom = random.nextInt(levels);
    List<Composition.Stage> stages = new ArrayList<>();
    for (int level = bottom + 1; level < levels; level++) {
      if (level == levels - 1 || random.nextBoolean()) {
        stages.add(new Composition.Stage(level, EXACT, 1 + random.nextInt(5), StopRule.NEVER));
      }
    }
    return new Composition(bottom, stages);
  }

  /** Another composition each round, and probes in between. */
  private static final class Restless implements Schedule {

    private final SplittableRandom random;
    private final int levels;

    Restless(long seed, int levels) {
      this.random = new SplittableRandom(seed);
      this.levels = levels;
    }

    @Override
    public boolean reads(int level, int promptTokens) {
      return random.nextBoolean();
    }

    @Override
    public Composition next(Progress progress) {
      return random(random, levels);
    }

    @Override
    public int[] probes(Progress progress, int recorded) {
      return random.nextInt(4) == 0 ? IntStream.range(0, levels - 1).toArray() : new int[0];
    }

    @Override
    public int recorded() {
      return 8;
    }
  }

  @Test
  void everyCompositionGivesTheTextOfPlainDecoding() {
    for (SamplingOptions sampling : SAMPLINGS) {
      Pyramid pyramid = pyramid(3);
      for (long seed = 0; seed < SEEDS; seed++) {
        GenerateOptions options = options(sampling, seed, 24);
        int[] plain = generate(pyramid, Schedule.of(Composition.plain(3)), options);
        Composition some = random(new SplittableRandom(seed), 4);
        assertThat(generate(pyramid, Schedule.of(some), options))
            .as("%s, seed %d, %s", sampling, seed, some)
            .isEqualTo(plain);
        assertThat(generate(pyramid, new Restless(seed, 4), options))
            .as("%s, seed %d, changing", sampling, seed)
            .isEqualTo(plain);
      }
    }
  }

  @Test
  void anotherSeedOrStreamGivesAnotherText() {
    Pyramid pyramid = pyramid(3);
    Schedule plain = Schedule.of(Composition.plain(3));
    GenerateOptions options = options(SamplingOptions.ofTemperature(1), 1, 24);
    int[] text = generate(pyramid, plain, options);
    assertThat(generate(pyramid, plain, options)).isEqualTo(text);
    assertThat(generate(pyramid, plain, options.toBuilder().seed(2).build())).isNotEqualTo(text);
    assertThat(generate(pyramid, plain, options.toBuilder().stream(1).build())).isNotEqualTo(text);
  }

  @Test
  void withoutASeedEveryResponseIsAnother() {
    Pyramid pyramid = pyramid(3);
    GenerateOptions options = GenerateOptions.builder().temperature(1).maxTokens(40).build();
    Schedule plain = Schedule.of(Composition.plain(3));
    assertThat(generate(pyramid, plain, options)).isNotEqualTo(generate(pyramid, plain, options));
  }

  @Test
  void splitResponsesAndRewindsGiveTheSameTokens() {
    Pyramid pyramid = pyramid(5);
    SamplingOptions sampling = SamplingOptions.builder().topP(0.95).repeatPenalty(1.2).build();
    for (long seed = 0; seed < 40; seed++) {
      int[] whole =
          generate(pyramid, Schedule.of(Composition.plain(3)), options(sampling, seed, 40));
      Restless schedule = new Restless(seed, 4);
      try (Context context = Context.open(pyramid, _ -> schedule, 256)) {
        context.append(0, 1, 2);
        int[] first = context.generate(options(sampling, seed, 20)).tokens();
        int[] second = context.generate(options(sampling, seed, 20)).tokens();
        assertThat(first).isEqualTo(Arrays.copyOf(whole, 20));
        assertThat(second).isEqualTo(Arrays.copyOfRange(whole, 20, 40));
        context.rewind(10);
        assertThat(context.generate(options(sampling, seed, 33)).tokens())
            .isEqualTo(Arrays.copyOfRange(whole, 7, 40));
      }
    }
  }

  @Test
  void turnsDoNotShareNoise() {
    TabularModel flat = new TabularModel("flat", LETTERS, 256, (_, _) -> new float[LETTERS.size()]);
    Pyramid pyramid = Pyramid.of(flat);
    try (Context context = Context.open(pyramid, _ -> Schedule.of(Composition.plain(0)), 256)) {
      context.append(0);
      GenerateOptions options = options(SamplingOptions.ofTemperature(1), 1, 30);
      assertThat(context.generate(options).tokens())
          .isNotEqualTo(context.generate(options).tokens());
    }
  }

  @Test
  void lawOverSeedsIsTheTargets() {
    Family family = Family.random(3, SmallVocabulary.letters(3), 11);
    Pyramid pyramid = Pyramid.of(family.models());
    Composition composition = pyramid.all(EXACT, StopRule.NEVER, 2, 2);
    SequenceLaw law =
        SequenceLaw.ofTarget(family.target(), new int[] {0, 1, 2}, Family.options(1, 3));
    Map<List<Integer>, Integer> counts = new HashMap<>();
    int n = Boolean.getBoolean("pyramid.exhaustive") ? 300_000 : 60_000;
    for (long seed = 0; seed < n; seed++) {
      int[] tokens =
          generate(
              pyramid,
              Schedule.of(composition),
              options(SamplingOptions.ofTemperature(1), seed, 3));
      counts.merge(Arrays.stream(tokens).boxed().toList(), 1, Integer::sum);
      family.models().forEach(model -> model.sessions().clear());
    }
    double g = 0;
    for (var entry : counts.entrySet()) {
      g +=
          2 * entry.getValue() * Math.log(entry.getValue() / (n * law.probability(entry.getKey())));
    }
    // 27 sequences: chi-square with 26 degrees of freedom exceeds 54.05 once in a thousand times
    assertThat(law.probabilities()).hasSize(27);
    assertThat(g).isBetween(5.0, 54.05);
  }

  @Test
  void fuzzyRulesStayWithinTheirCertificateOverSeeds() {
    Family family = Family.random(3, SmallVocabulary.letters(3), 2);
    Pyramid pyramid = Pyramid.of(family.models());
    AcceptanceRule fuzzy =
        new AcceptanceRule.Fuzzy(
            Divergence.TOTAL_VARIATION, 0.35, AcceptanceRule.OnDivergence.EXACT);
    for (AcceptanceRule top : List.of(EXACT, fuzzy)) {
      Composition composition =
          new Composition(
              0,
              List.of(
                  new Composition.Stage(1, fuzzy, 2, StopRule.NEVER),
                  new Composition.Stage(2, top, 3, StopRule.NEVER)));
      SequenceLaw law =
          SequenceLaw.ofTarget(family.target(), new int[] {0, 1, 2}, Family.options(1, 3));
      Map<List<Integer>, Double> shares = new HashMap<>();
      double bound = 0;
      int n = 60_000;
      for (long seed = 0; seed < n; seed++) {
        try (Context context =
            Context.open(pyramid, _ -> Schedule.of(composition), pyramid.contextLength())) {
          Response response =
              context.append(0, 1, 2).generate(options(SamplingOptions.ofTemperature(1), seed, 3));
          shares.merge(Arrays.stream(response.tokens()).boxed().toList(), 1.0 / n, Double::sum);
          bound += response.certificate().orElseThrow().bound() / n;
        }
        family.models().forEach(model -> model.sessions().clear());
      }
      double variation = 0;
      for (var entry : law.probabilities().entrySet()) {
        variation += Math.abs(entry.getValue() - shares.getOrDefault(entry.getKey(), 0.0)) / 2;
      }
      assertThat(variation).isLessThan(bound + 0.02); // 0.01 is the noise of 60,000 samples
      if (top.equals(EXACT)) {
        assertThat(bound).isZero(); // the target emits its own pick everywhere
      } else {
        assertThat(bound).isGreaterThan(0.05);
      }
    }
  }
}
