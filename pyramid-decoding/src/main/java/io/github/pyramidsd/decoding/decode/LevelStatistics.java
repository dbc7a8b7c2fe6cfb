package io.github.pyramidsd.decoding.decode;

/** What one level did while a response was generated; the prompt is not counted. */
final class LevelStatistics {

  private final String name;
  private final String model;
  private final GenerationListener listener;
  private long passes;
  private long tokensForwarded;
  private long proposed;
  private long accepted;
  private long replaced;
  private long bonus;
  private long emitted;
  private long nanos;
  private long predictions;
  private double entropy;
  private long roundPredictions;
  private double roundEntropy;

  LevelStatistics(String name, String model, GenerationListener listener) {
    this.name = name;
    this.model = model;
    this.listener = listener;
  }

  String name() {
    return name;
  }

  void countPass(int tokens) {
    passes++;
    tokensForwarded += tokens;
  }

  void countPrediction(double entropy) {
    roundPredictions++;
    roundEntropy += entropy;
  }

  /** Adds up a round that began at {@code start} and tells the listener of it. */
  void finishRound(long start, int proposed, int accepted, int replaced, int bonus, int emitted) {
    long elapsed = System.nanoTime() - start;
    this.proposed += proposed;
    this.accepted += accepted;
    this.replaced += replaced;
    this.bonus += bonus;
    this.emitted += emitted;
    nanos += elapsed;
    predictions += roundPredictions;
    entropy += roundEntropy;
    listener.onRound(
        new Round(
            name,
            proposed,
            accepted,
            replaced,
            bonus,
            emitted,
            elapsed,
            roundPredictions == 0 ? 0 : roundEntropy / roundPredictions));
    roundPredictions = 0;
    roundEntropy = 0;
  }

  LevelReport report(double deviation) {
    return new LevelReport(
        name,
        model,
        passes,
        tokensForwarded,
        proposed,
        accepted,
        replaced,
        bonus,
        emitted,
        nanos / 1e9,
        predictions == 0 ? 0 : entropy / predictions,
        deviation);
  }

  /** The draft's report: it verifies nothing, so it counts what became of its own proposals. */
  LevelReport reportProposer(LevelStatistics above) {
    LevelReport own = report(0);
    return new LevelReport(
        name,
        model,
        passes,
        tokensForwarded,
        above.proposed,
        above.accepted,
        0,
        0,
        emitted,
        own.seconds(),
        own.meanEntropy(),
        0);
  }
}
