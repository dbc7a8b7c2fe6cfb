package io.github.pyramidsd.evaluation.run;

import io.github.pyramidsd.decoding.decode.GenerationListener;
import io.github.pyramidsd.decoding.decode.LevelReport;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.decode.Round;
import io.github.pyramidsd.evaluation.result.LevelResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Watches one answer being generated, for what its response does not tell. */
final class Observer implements GenerationListener {

  /** What is seen of a level. */
  private static final class Tally {
    private final long[] histogram = new long[LevelResult.ENTROPY_BINS];
    private double entropySum;
    private long[] verifiedAt = {}; // (places)
    private long[] acceptedAt = {}; // (places)

    void addEntropy(double entropy) {
      entropySum += entropy;
      histogram[Math.clamp((long) (entropy / LevelResult.ENTROPY_BIN), 0, histogram.length - 1)]++;
    }

    /** Proposals are looked at in turn until one is replaced; the rest is not looked at. */
    void addRound(Round round) {
      int verified = round.accepted() + round.replaced();
      if (verified > verifiedAt.length) {
        verifiedAt = Arrays.copyOf(verifiedAt, verified);
        acceptedAt = Arrays.copyOf(acceptedAt, verified);
      }
      for (int place = 0; place < verified; place++) {
        verifiedAt[place]++;
        acceptedAt[place] += place < round.accepted() ? 1 : 0;
      }
    }

    LevelResult result(LevelReport report) {
      return new LevelResult(
          report.level(),
          report.model(),
          report.passes(),
          report.tokensForwarded(),
          report.proposed(),
          report.accepted(),
          report.replaced(),
          report.bonus(),
          report.emitted(),
          report.seconds(),
          report.deviation(),
          report.savedRejections(),
          entropySum,
          Arrays.stream(histogram).boxed().toList(),
          Arrays.stream(verifiedAt).boxed().toList(),
          Arrays.stream(acceptedAt).boxed().toList());
    }
  }

  private final long start;
  private final Map<String, Tally> tallies = new HashMap<>();
  private long firstToken;

  /**
   * Begins to watch.
   *
   * @param start when the answer was asked for, by {@link System#nanoTime()}
   */
  Observer(long start) {
    this.start = start;
  }

  @Override
  public void onPrediction(String level, double entropy) {
    tally(level).addEntropy(entropy);
  }

  @Override
  public void onRound(Round round) {
    tally(round.level()).addRound(round);
  }

  @Override
  public void onToken(int token, int level) {
    if (firstToken == 0) {
      firstToken = System.nanoTime();
    }
  }

  private Tally tally(String level) {
    return tallies.computeIfAbsent(level, _ -> new Tally());
  }

  /** From the start until the first token, or until the end if there was none. */
  double secondsToFirstToken(long end) {
    return ((firstToken == 0 ? end : firstToken) - start) / 1e9;
  }

  /** What each level did, the draft first. */
  List<LevelResult> levels(Response response) {
    List<LevelResult> levels = new ArrayList<>();
    response.levels().forEach(report -> levels.add(tally(report.level()).result(report)));
    return levels;
  }
}
