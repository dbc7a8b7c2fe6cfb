package io.github.pyramidsd.evaluation.run;

import io.github.pyramidsd.decoding.decode.GenerationListener;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.decoding.decode.Statistics;
import io.github.pyramidsd.decoding.decode.Token;
import io.github.pyramidsd.evaluation.result.LevelResult;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Watches one answer being generated, for what its response does not tell. */
final class Observer implements GenerationListener {

  private final long start;
  private final Map<String, long[]> entropies = new HashMap<>(); // histograms, by level
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
    long[] histogram = histogram(level);
    histogram[Math.clamp((long) (entropy / LevelResult.ENTROPY_BIN), 0, histogram.length - 1)]++;
  }

  @Override
  public void onToken(Token token) {
    if (firstToken == 0) {
      firstToken = System.nanoTime();
    }
  }

  private long[] histogram(String level) {
    return entropies.computeIfAbsent(level, _ -> new long[LevelResult.ENTROPY_BINS]);
  }

  /** From the start until the first token, or until the end if there was none. */
  double secondsToFirstToken(long end) {
    return ((firstToken == 0 ? end : firstToken) - start) / 1e9;
  }

  /** What each level did, the draft first. */
  List<LevelResult> levels(Response response) {
    return response.statistics().levels().stream().map(this::result).toList();
  }

  private LevelResult result(Statistics.Level level) {
    return new LevelResult(
        level.level(),
        level.model(),
        level.passes(),
        level.tokensForwarded(),
        level.proposed(),
        level.accepted(),
        level.replaced(),
        level.bonus(),
        level.emitted(),
        level.seconds(),
        level.deviation(),
        level.savedRejections(),
        level.predictions() * level.meanEntropy(),
        Arrays.stream(histogram(level.level())).boxed().toList(),
        level.verifiedAt(),
        level.acceptedAt());
  }
}
