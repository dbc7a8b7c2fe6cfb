package io.github.pyramidsd.decoding.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.SmallVocabulary;
import io.github.pyramidsd.decoding.model.TabularModel;
import io.github.pyramidsd.decoding.model.TabularModel.TabularSession;
import io.github.pyramidsd.decoding.sampling.Samplings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** After a rejection every level goes on from what was kept, and forwards nothing twice. */
class RollbackTest {

  private static final int[] PROMPT = {0, 1, 2, 1};

  private static List<Fixed> decoders(long seed) {
    Family family = Family.random(4, SmallVocabulary.letters(4), seed);
    Family three = new Family(family.models().subList(1, 4));
    Method.Knobs knobs = Method.Knobs.DEFAULT;
    return List.of(
        family.exact(2, 3, 5),
        three.exact(3, 4),
        three.compose(Method.SD, knobs),
        three.compose(Method.PSD_A, knobs),
        three.compose(Method.PSD_F, knobs));
  }

  private static List<GenerateOptions> options(long seed) {
    return List.of(
        Family.options(0, 40),
        Family.options(1, 40).toBuilder().streamSeed(seed).build(),
        Family.options(Samplings.of(0.8, 3, 0.95, 0, 1.2, 8), 40).toBuilder()
            .streamSeed(seed)
            .build());
  }

  private static TabularSession lastSession(LanguageModel m) {
    return ((TabularModel) m).sessions().getLast();
  }

  /** Copies every level's context whenever a round of the target is over. */
  private static final class Snapshots implements GenerationListener {
    final Pyramid pyramid;
    final List<Integer> committed = new ArrayList<>();
    final List<List<List<Integer>>> contexts = new ArrayList<>();

    Snapshots(Pyramid pyramid) {
      this.pyramid = pyramid;
    }

    /** While a level looks at its block, those below hold a part of that. */
    @Override
    public void onPrediction(String name, double entropy) {
      List<List<Integer>> all = contexts();
      int level = 0;
      while (!pyramid.levelName(level).equals(name)) {
        level++;
      }
      for (List<Integer> context : all.subList(0, level)) {
        assertContinues(all.get(level), context);
      }
    }

    @Override
    public void onRound(RoundRecord record) {
      if (record.kind() == RoundRecord.Kind.ROUND) {
        committed.add(record.tokens());
        contexts.add(contexts());
      }
    }

    private List<List<Integer>> contexts() {
      return pyramid.models().stream().map(m -> lastSession(m).history()).toList();
    }
  }

  /** One of two contexts is the beginning of the other. */
  private static void assertContinues(List<Integer> a, List<Integer> b) {
    int shared = Math.min(a.size(), b.size());
    assertThat(a.subList(0, shared)).isEqualTo(b.subList(0, shared));
  }

  @Test
  void afterARoundEveryContextIsTheCommittedPrefix() {
    for (long seed = 1; seed <= 10; seed++) {
      for (Fixed decoder : decoders(seed)) {
        for (GenerateOptions options : options(seed)) {
          Snapshots seen = new Snapshots(decoder.pyramid());
          List<Integer> all = new ArrayList<>(List.of(0, 1, 2, 1));
          Response response = decoder.respond(PROMPT, options.toBuilder().listener(seen).build());
          all.addAll(SequenceLaw.ids(response));
          int length = PROMPT.length;
          for (int round = 0; round < seen.committed.size(); round++) {
            length += seen.committed.get(round);
            for (List<Integer> context : seen.contexts.get(round)) {
              assertThat(context.size()).isLessThan(length);
              assertThat(context).isEqualTo(all.subList(0, context.size()));
            }
          }
        }
      }
    }
  }

  @Test
  void noTokenIsForwardedTwiceUnlessItWasRejected() {
    for (long seed = 1; seed <= 10; seed++) {
      for (Fixed decoder : decoders(seed)) {
        for (GenerateOptions options : options(seed)) {
          assertForwardedOnce(decoder.pyramid(), decoder.respond(PROMPT, options));
        }
      }
    }
  }

  private static void assertForwardedOnce(Pyramid pyramid, Response response) {
    long rejectedAbove = 0;
    for (int level = pyramid.models().size() - 1; level >= 0; level--) {
      Statistics.Level report = response.statistics().levels().get(level);
      TabularSession session = lastSession(pyramid.models().get(level));
      if (level > 0) {
        rejectedAbove += report.proposed() - report.accepted();
      }
      assertThat(session.dropped()).isLessThanOrEqualTo(rejectedAbove);
      assertThat(session.forwarded() - session.dropped())
          .isEqualTo(session.history().size())
          .isLessThan(PROMPT.length + response.tokens().length);
      assertThat(report.tokensForwarded()).isEqualTo(session.forwarded() - (PROMPT.length - 1));
      assertThat((long) session.passes()).isEqualTo(report.passes() + 1);
    }
  }

  @Test
  void longPromptsAreReadInBatchesAndOnce() {
    TabularModel model =
        TabularModel.random("model", SmallVocabulary.letters(3), 1).withContextLength(1000);
    int[] prompt = new int[300];
    List<String> progress = new ArrayList<>();
    GenerationListener listener =
        new GenerationListener() {
          @Override
          public void onPrompt(String level, int processed, int total) {
            progress.add(level + " " + processed + "/" + total);
          }
        };
    Fixed.plain(Pyramid.of(model))
        .respond(prompt, Family.options(0, 5).toBuilder().listener(listener).build());
    assertThat(progress).containsExactly("target 128/299", "target 256/299", "target 299/299");
    assertThat(model.sessions().getFirst().forwarded()).isEqualTo(304);
  }
}
