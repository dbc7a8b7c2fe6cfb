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
  private long offered; // of its own proposals
  private long kept;
  private double saved;
  private boolean verifies;
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
    listener.onPrediction(name, entropy);
  }

  /** Counts what the level above made of a block of proposals. */
  void countProposals(int offered, int kept) {
    this.offered += offered;
    this.kept += kept;
  }

  /** Counts a fuzzy acceptance of a proposal that the exact rule might have rejected. */
  void countSaved(double chanceOfRejection) {
    saved += chanceOfRejection;
  }

  /**
   * Adds up a round that began at {@code start} and tells the listener of it.
   *
   * @return the time that it took, in nanoseconds
   */
  long finishRound(long start, int proposed, int accepted, int replaced, int bonus, int emitted) {
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
    verifies |= proposed > 0;
    return elapsed;
  }

  /** The report; a level that never verified counts what became of its own proposals. */
  LevelReport report(double deviation) {
    return new LevelReport(
        name,
        model,
        passes,
        tokensForwarded,
        verifies ? proposed : offered,
        verifies ? accepted : kept,
        replaced,
        bonus,
        emitted,
        nanos / 1e9,
        predictions == 0 ? 0 : entropy / predictions,
        deviation,
        saved);
  }
}
