package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.model.TabularModel;
import io.github.pyramidsd.decoding.plan.AutoSchedule;
import io.github.pyramidsd.decoding.plan.Measurements;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whatever a schedule decides while it learns, the law of its responses is the target's. */
class AutoScheduleLawTest {

  private static final boolean EXHAUSTIVE = Boolean.getBoolean("pyramid.exhaustive");
  private static final int LENGTH = 170;
  private static final SmallVocabulary LETTERS = ForkedText.LETTERS;

  /** All letters again and again, and then in another order: a lookup is wrong when it changes. */
  private static int script(int position) {
    return (position < 110 ? position : 7 * position) % ForkedText.USED;
  }

  private static ForkedText text(long seed, Integer... forks) {
    return new ForkedText(AutoScheduleLawTest::script, Set.of(forks), seed);
  }

  /** The draft is wrong for a while, and later the qualifier. */
  private static Pyramid pyramid(ForkedText text, SmallVocabulary lower, SmallVocabulary all) {
    return Pyramid.of(
            text.model("draft", lower, 45, 80),
            text.model("qualifier", all, 100, 130),
            text.target(all))
        .withLookup();
  }

  /** A draft, perhaps a qualifier, and a target, of which the lower ones cost next to nothing. */
  private static long nanos(Pyramid pyramid, int level, int tokens) {
    double seconds =
        level == pyramid.levels() - 1
            ? 1 + 0.03 * tokens
            : level == 1 ? 0.002 + 0.0001 * tokens : 0.02 + 0.0005 * tokens;
    return (long) (1e9 * seconds);
  }

  private static Clocked schedule(Pyramid pyramid, GenerateOptions options) {
    List<Measurements.Level> levels =
        IntStream.range(0, pyramid.levels())
            .mapToObj(
                i -> new Measurements.Level(pyramid.levelName(i), pyramid.model(i).isPresent()))
            .toList();
    AutoSchedule schedule =
        new AutoSchedule(
            new Measurements(levels),
            "",
            options.maxTokens(),
            options.deviationBudget().orElse(0),
            false);
    return new Clocked(schedule, pyramid);
  }

  /** What several schedules of one pyramid did. */
  private static final class Seen {
    final Set<String> chains = new TreeSet<>();
    int probes;
    int most; // chains in one response
  }

  /** Tells a schedule of a clock that is a function of the passes, and remembers what it does. */
  private static final class Clocked implements Schedule {

    private final Schedule schedule;
    private final Pyramid pyramid;
    private final RoundRecord clocked = new RoundRecord();
    private final Set<String> own = new TreeSet<>();
    private Seen seen = new Seen();

    Clocked(Schedule schedule, Pyramid pyramid) {
      this.schedule = schedule;
      this.pyramid = pyramid;
    }

    Clocked watchedBy(Seen value) {
      seen = value;
      return this;
    }

    @Override
    public boolean reads(int level, int promptTokens) {
      return schedule.reads(level, promptTokens);
    }

    @Override
    public Composition next(Progress progress) {
      Composition composition = schedule.next(progress);
      String chain = pyramid.label(composition).replaceAll(":\\d+", "");
      seen.chains.add(chain);
      own.add(chain);
      seen.most = Math.max(seen.most, own.size());
      return composition;
    }

    @Override
    public int[] probes(Progress progress, int recorded) {
      int[] probes = schedule.probes(progress, recorded);
      seen.probes += probes.length;
      return probes;
    }

    @Override
    public int recorded() {
      return schedule.recorded();
    }

    @Override
    public void record(RoundRecord record) {
      clocked.begin(record.kind(), record.composition());
      long nanos = 0;
      for (int i = 0; i < record.passes(); i++) {
        long taken = nanos(pyramid, record.level(i), record.tokens(i));
        clocked.addPass(record.level(i), record.position(i), record.tokens(i), taken);
        nanos += taken;
      }
      for (int i = 0; i < record.comparisons(); i++) {
        clocked.addComparison(
            record.verifier(i), record.proposer(i), record.place(i), record.agreement(i));
      }
      schedule.record(clocked.end(record.tokens(), nanos, record.spent()));
    }
  }

  private static SequenceLaw law(Pyramid pyramid, GenerateOptions options, Seen seen) {
    return SequenceLaw.of(
        pyramid,
        () -> {
          for (LanguageModel model : pyramid.models()) {
            TabularModel tabular = (TabularModel) model;
            assertThat(tabular.openSessions()).isZero();
            tabular.sessions().clear();
          }
          return schedule(pyramid, options).watchedBy(seen);
        },
        Family.PROMPT,
        options);
  }

  private static SequenceLaw targetLaw(Pyramid pyramid, GenerateOptions options) {
    return SequenceLaw.ofTarget((TabularModel) pyramid.target(), Family.PROMPT, options);
  }

  private static Seen assertExact(Pyramid pyramid, GenerateOptions options) {
    Seen seen = new Seen();
    SequenceLaw law = law(pyramid, options, seen);
    assertThat(law.totalVariation(targetLaw(pyramid, options))).isLessThan(1e-6);
    assertThat(law.largestBound()).isZero();
    return seen;
  }

  @Test
  void learningAndChangingCompositionsKeepExactness() {
    Integer[][] forks =
        EXHAUSTIVE
            ? new Integer[][] {{6, 12, 13}, {30, 98, 99}, {10, 150, 151}, {150, 151, 165}}
            : new Integer[][] {{30, 98, 99}};
    for (Integer[] places : forks) {
      Pyramid pyramid = pyramid(text(places[0], places), LETTERS, LETTERS);
      GenerateOptions options = Family.options(1, LENGTH);
      assertThat(targetLaw(pyramid, options).probabilities()).hasSize(27);
      Seen seen = assertExact(pyramid, options);
      assertThat(seen.chains).contains("target", "draft+target").hasSizeGreaterThan(2);
      assertThat(seen.most).isGreaterThan(2);
      assertThat(seen.probes).isGreaterThan(3);
    }
  }

  @Test
  void truncationAndPenaltyKeepExactness() {
    SamplingOptions sampling =
        SamplingOptions.builder()
            .temperature(0.8)
            .topK(3)
            .topP(0.95)
            .minP(0.05)
            .repeatPenalty(1.1)
            .repeatWindow(3)
            .build();
    Pyramid pyramid = pyramid(text(3, 10, 98, 151), LETTERS, LETTERS);
    assertThat(assertExact(pyramid, Family.options(sampling, LENGTH)).most).isGreaterThan(2);
  }

  @Test
  void endOfGenerationKeepsExactness() {
    SmallVocabulary ending = LETTERS.endingWith(39);
    Pyramid pyramid = pyramid(text(4, 10, 98, 151), ending, ending);
    GenerateOptions options = Family.options(1, LENGTH);
    assertThat(targetLaw(pyramid, options).probabilities()).hasSize(15); // 1 + 2 + 4 + 8
    assertThat(assertExact(pyramid, options).most).isGreaterThan(2);
  }

  @Test
  void draftThatLacksATokenKeepsExactness() {
    Pyramid pyramid = pyramid(text(5, 10, 98, 151), SmallVocabulary.letters(39), LETTERS);
    assertThat(assertExact(pyramid, Family.options(1, LENGTH)).most).isGreaterThan(2);
  }

  @Test
  void lawIsWithinTheBudget() {
    for (double budget : EXHAUSTIVE ? new double[] {0, 0.1, 0.5, 1, 2} : new double[] {0.1, 2}) {
      double spent = 0;
      for (Integer[] places : new Integer[][] {{30, 98}}) {
        Pyramid pyramid = pyramid(text(1, places), LETTERS, LETTERS);
        GenerateOptions options =
            Family.options(1, LENGTH).toBuilder().deviationBudget(budget).build();
        SequenceLaw law = law(pyramid, options, new Seen());
        double deviation = law.totalVariation(targetLaw(pyramid, options));
        assertThat(deviation).isLessThanOrEqualTo(law.expectedBound() + 1e-6);
        assertThat(law.largestBound()).isLessThanOrEqualTo(budget + 1e-9);
        spent = Math.max(spent, deviation);
      }
      if (budget >= 1) {
        assertThat(spent).as("budget " + budget).isGreaterThan(0.01);
      }
    }
  }

  @Test
  void shortResponsesOverRandomModelsAreExact() {
    SmallVocabulary ab = SmallVocabulary.letters(2);
    for (long seed = 1; seed <= (EXHAUSTIVE ? 3 : 1); seed++) {
      Seen seen = assertExact(similar(ab, seed, 1), Family.options(1, EXHAUSTIVE ? 11 : 9));
      assertThat(seen.chains).contains("draft+target");
    }
  }

  @Test
  void shortResponsesOverRandomModelsAreWithinTheBudget() {
    SmallVocabulary ab = SmallVocabulary.letters(2);
    for (double budget : EXHAUSTIVE ? new double[] {0.1, 0.5, 1, 2} : new double[] {0.5}) {
      for (long seed = 1; seed <= (EXHAUSTIVE ? 2 : 1); seed++) {
        Pyramid pyramid = similar(ab, seed, 0.3f);
        GenerateOptions options =
            Family.options(1, EXHAUSTIVE ? 11 : 9).toBuilder().deviationBudget(budget).build();
        SequenceLaw law = law(pyramid, options, new Seen());
        double deviation = law.totalVariation(targetLaw(pyramid, options));
        assertThat(deviation)
            .as("budget " + budget + ", seed " + seed)
            .isLessThanOrEqualTo(Math.min(budget, law.expectedBound()) + 1e-6)
            .isGreaterThan(1e-3);
        assertThat(law.largestBound()).isLessThanOrEqualTo(budget + 1e-9);
      }
    }
  }

  /** A lookup, a target, and a cheap draft whose logits are so far from the target's. */
  private static Pyramid similar(SmallVocabulary vocabulary, long seed, float distance) {
    Family family = Family.random(2, vocabulary, seed);
    TabularModel draft =
        new TabularModel(
            "draft",
            vocabulary,
            64,
            (tokens, length) -> {
              int[] context = Arrays.copyOf(tokens, length);
              float[] row = family.target().logits(context);
              float[] other = family.draft().logits(context);
              for (int id = 0; id < row.length; id++) {
                row[id] += distance * other[id];
              }
              return row;
            });
    return Pyramid.of(draft, family.target()).withLookup();
  }
}
