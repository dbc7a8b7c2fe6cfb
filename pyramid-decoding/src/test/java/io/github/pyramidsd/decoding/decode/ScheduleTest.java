package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.pyramidsd.decoding.decode.Composition.Stage;
import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.model.TabularModel;
import io.github.pyramidsd.decoding.sampling.SamplingOptions;
import io.github.pyramidsd.decoding.sampling.Samplings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whatever levels make a round, and however often that changes, the law is the target's. */
class ScheduleTest {

  private static final SmallVocabulary ABC = SmallVocabulary.letters(3);
  private static final int[] PROMPT = {0, 1, 0};

  /** Every chain of levels that ends in the target, with lengths that differ. */
  private static List<Composition> compositions(int levels, AcceptanceRule top) {
    List<Composition> all = new ArrayList<>();
    for (int chain = 1 << (levels - 1); chain < 1 << levels; chain++) {
      int bits = chain;
      int[] chosen = IntStream.range(0, levels).filter(i -> (bits >> i & 1) == 1).toArray();
      List<Stage> stages = new ArrayList<>();
      for (int i = 1; i < chosen.length; i++) {
        AcceptanceRule rule = chosen[i] == levels - 1 ? top : Family.EXACT;
        stages.add(new Stage(chosen[i], rule, 1 + (chain + i) % 3, StopRule.NEVER));
      }
      all.add(new Composition(chosen[0], stages));
    }
    return all;
  }

  /** Takes another composition each round, by how far it is, and probes whenever it can. */
  private static class Restless implements Schedule {
    private final List<Composition> compositions;
    private final int start;
    private final int[] probed;
    private final boolean reads;
    private int probes;

    Restless(List<Composition> compositions, int start, boolean reads) {
      this.compositions = compositions;
      this.start = start;
      this.reads = reads;
      this.probed = IntStream.range(0, compositions.getFirst().top()).toArray();
    }

    @Override
    public boolean reads(int level, int promptTokens) {
      return reads;
    }

    @Override
    public Composition next(Progress progress) {
      return compositions.get((start + 5 * progress.position()) % compositions.size());
    }

    @Override
    public int[] probes(Progress progress, int recorded) {
      return recorded >= 2 ? probed : new int[0];
    }

    @Override
    public int recorded() {
      return 16;
    }

    @Override
    public void record(RoundRecord record) {
      if (record.kind() == RoundRecord.Kind.PROBE) {
        probes++;
        assertThat(record.comparisons()).isPositive();
      }
    }
  }

  /** Lets the second of two levels decode by itself, and keeps what probes of the first see. */
  private static final class Probing extends Restless {
    private final List<double[]> seen = new ArrayList<>();

    Probing(boolean reads) {
      super(List.of(Composition.plain(1)), 0, reads);
    }

    @Override
    public void record(RoundRecord record) {
      if (record.kind() == RoundRecord.Kind.PROBE) {
        double[] agreement = new double[record.comparisons()];
        for (int i = 0; i < agreement.length; i++) {
          assertThat(record.verifier(i)).isEqualTo(1);
          assertThat(record.proposer(i)).isZero();
          assertThat(record.place(i)).isEqualTo(i + 1);
          agreement[i] = record.agreement(i);
        }
        seen.add(agreement);
      }
    }
  }

  @Test
  void changingCompositionsKeepExactness() {
    for (long seed = 1; seed <= 3; seed++) {
      Family family = Family.random(3, ABC, seed);
      Pyramid pyramid = family.pyramid().withLookup();
      List<Composition> all = compositions(4, Family.EXACT);
      assertThat(all).hasSize(8);
      for (int start = 0; start < all.size(); start++) {
        int first = start;
        GenerateOptions options = Family.options(1, 4);
        SequenceLaw law =
            SequenceLaw.of(
                pyramid, () -> new Restless(all, first, first % 2 == 0), PROMPT, options);
        assertThat(law.totalVariation(SequenceLaw.ofTarget(family.target(), PROMPT, options)))
            .isLessThan(1e-6);
      }
    }
  }

  @Test
  void changingCompositionsKeepExactnessWithTruncationPenaltyAndAnEnd() {
    SamplingOptions sampling = Samplings.of(0.9, 3, 0.9, 0, 1.3, 2);
    Family family = Family.random(3, SmallVocabulary.letters(4).endingWith(2), 5);
    Pyramid pyramid = family.pyramid().withLookup();
    List<Composition> all = compositions(4, Family.EXACT);
    for (int start = 0; start < all.size(); start++) {
      int first = start;
      GenerateOptions options = Family.options(sampling, 3);
      SequenceLaw law =
          SequenceLaw.of(pyramid, () -> new Restless(all, first, true), PROMPT, options);
      assertThat(law.totalVariation(SequenceLaw.ofTarget(family.target(), PROMPT, options)))
          .isLessThan(1e-6);
    }
  }

  @Test
  void changingCompositionsKeepTheBudget() {
    for (double budget : new double[] {0, 0.1, 0.5, 2}) {
      for (long seed = 1; seed <= 2; seed++) {
        Family family = Family.random(3, ABC, seed);
        Pyramid pyramid = family.pyramid().withLookup();
        List<Composition> all = compositions(4, new AcceptanceRule.Budgeted(2));
        GenerateOptions options = Family.options(1, 4).toBuilder().deviationBudget(budget).build();
        SequenceLaw law =
            SequenceLaw.of(pyramid, () -> new Restless(all, 1, true), PROMPT, options);
        double deviation =
            law.totalVariation(SequenceLaw.ofTarget(family.target(), PROMPT, options));
        assertThat(deviation).isLessThanOrEqualTo(law.expectedBound() + 1e-6);
        assertThat(law.largestBound()).isLessThanOrEqualTo(budget + 1e-9);
        if (budget >= 0.5) {
          assertThat(deviation).isGreaterThan(0.01);
        }
      }
    }
  }

  @Test
  void greedyTokensAreTheTargetsWhateverTheCompositions() {
    for (long seed = 1; seed <= 5; seed++) {
      Family family = Family.random(3, SmallVocabulary.letters(6), seed);
      Pyramid pyramid = family.pyramid().withLookup();
      Restless schedule = new Restless(compositions(4, Family.EXACT), (int) seed, seed % 2 == 0);
      assertThat(respond(pyramid, schedule, Family.PROMPT, Family.options(0, 50)).tokens())
          .isEqualTo(family.greedy(50));
      assertThat(schedule.probes).isPositive();
    }
  }

  @Test
  void probesSeeTheTotalVariationOfBothModels() {
    Family family = Family.random(2, ABC, 9);
    Probing schedule = new Probing(false);
    Pyramid pyramid = family.pyramid();
    List<Integer> context = new ArrayList<>(List.of(0));
    Response response = respond(pyramid, schedule, Family.PROMPT, Family.options(1, 12));
    context.addAll(SequenceLaw.ids(response));
    assertThat(schedule.seen).hasSize(10);
    double[] last = schedule.seen.getLast(); // of the tokens before the last one
    for (int i = 0; i < last.length; i++) {
      int[] prefix =
          context.stream().limit(context.size() - 1 - last.length + i).mapToInt(t -> t).toArray();
      assertThat(last[i])
          .isCloseTo(1 - variation(family.target(), family.draft(), prefix), within(1e-5));
    }
  }

  @Test
  void levelThatMissedALongPromptPredictsAsOneThatReadIt() {
    List<TabularModel> models =
        Family.random(2, ABC, 9).models().stream().map(m -> m.withContextLength(512)).toList();
    Pyramid pyramid = Pyramid.of(models);
    int[] prompt = new SplittableRandom(1).ints(400, 0, 3).toArray();
    List<double[]> read = agreements(pyramid, prompt, true);
    List<double[]> missed = agreements(pyramid, prompt, false);
    assertThat(missed).isNotEmpty().hasSameSizeAs(read);
    for (int i = 0; i < read.size(); i++) {
      assertThat(missed.get(i)).containsExactly(read.get(i));
    }
    assertThat(models.getFirst().sessions().getLast().history().subList(0, prompt.length))
        .isEqualTo(Arrays.stream(prompt).boxed().toList());
  }

  /** What probes see while the target decodes by itself. */
  private static List<double[]> agreements(Pyramid pyramid, int[] prompt, boolean reads) {
    Probing schedule = new Probing(reads);
    respond(pyramid, schedule, prompt, Family.options(1, 12));
    return schedule.seen;
  }

  private static Response respond(
      Pyramid pyramid, Schedule schedule, int[] prompt, GenerateOptions options) {
    return Fixed.respond(pyramid, schedule, prompt, options, options.draws());
  }

  private static double variation(TabularModel a, TabularModel b, int[] prefix) {
    double sum = 0;
    double[] p = softmax(a.logits(prefix));
    double[] q = softmax(b.logits(prefix));
    for (int id = 0; id < p.length; id++) {
      sum += Math.abs(p[id] - q[id]) / 2;
    }
    return sum;
  }

  private static double[] softmax(float[] logits) {
    double sum = IntStream.range(0, logits.length).mapToDouble(i -> Math.exp(logits[i])).sum();
    return IntStream.range(0, logits.length).mapToDouble(i -> Math.exp(logits[i]) / sum).toArray();
  }
}
