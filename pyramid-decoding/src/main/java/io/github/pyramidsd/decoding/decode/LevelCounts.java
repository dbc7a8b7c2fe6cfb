package io.github.pyramidsd.decoding.decode;

import java.util.Arrays;

/** Counts what one level does for a response. */
final class LevelCounts {

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
  private long nanos;
  private long predictions;
  private double entropy;
  private boolean contextFull;
  private final long[] verifiedAt = new long[Composition.LONGEST_BLOCK];
  private final long[] acceptedAt = new long[Composition.LONGEST_BLOCK];
  private int places;

  void addPass(int tokens) {
    passes++;
    tokensForwarded += tokens;
  }

  void addPrediction(double ofEntropy) {
    predictions++;
    entropy += ofEntropy;
  }

  /** Counts what the level above made of a block of proposals. */
  void addProposals(int theOffered, int theKept) {
    offered += theOffered;
    kept += theKept;
  }

  /** Counts a fuzzy acceptance of a proposal that the exact rule might have rejected. */
  void addSaved(double chanceOfRejection) {
    saved += chanceOfRejection;
  }

  void setContextFull() {
    contextFull = true;
  }

  /** Counts a round: proposals are looked at in turn until one is replaced. */
  void addRound(
      int theProposed, int theAccepted, int theReplaced, int theBonus, int theEmitted, long took) {
    proposed += theProposed;
    accepted += theAccepted;
    replaced += theReplaced;
    bonus += theBonus;
    emitted += theEmitted;
    nanos += took;
    int verified = theAccepted + theReplaced;
    places = Math.max(places, verified);
    for (int place = 0; place < verified; place++) {
      verifiedAt[place]++;
      acceptedAt[place] += place < theAccepted ? 1 : 0;
    }
  }

  /** What was counted; a level that never verified counts what became of its own proposals. */
  Statistics.Level result(String name, String model, double deviation) {
    boolean verifies = proposed > 0;
    return new Statistics.Level(
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
        predictions,
        predictions == 0 ? 0 : entropy / predictions,
        deviation,
        saved,
        Arrays.stream(verifiedAt, 0, places).boxed().toList(),
        Arrays.stream(acceptedAt, 0, places).boxed().toList(),
        contextFull);
  }
}
