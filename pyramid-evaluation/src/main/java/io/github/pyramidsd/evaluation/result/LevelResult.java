package io.github.pyramidsd.evaluation.result;

import java.util.List;

/**
 * What one level did in a run; the prompt is not counted in.
 *
 * @param level {@code draft}, {@code qualifier} or {@code target}
 * @param model the model's name
 * @param passes forward passes
 * @param tokensForwarded tokens in all passes together
 * @param proposed proposals that the level verified; of one that verifies nothing, those that it
 *     made
 * @param accepted of these, those that were accepted
 * @param replaced tokens emitted in the place of a rejected proposal
 * @param bonus tokens emitted after a wholly accepted block
 * @param emitted tokens handed to the level above, or to the answer
 * @param seconds time in this level alone
 * @param deviation this level's share of the deviation bound
 * @param savedRejections rejections that fuzzy acceptances saved, in expectation
 * @param entropySum of the level's predictions before temperature and truncation, in nats
 * @param entropyHistogram (bins): how many predictions had an entropy in {@code [i/4, (i+1)/4)}
 *     nats; the last bin takes all above
 * @param verifiedAt (places): how often the proposal at that place of a block was verified
 * @param acceptedAt (places): how often it was accepted
 */
public record LevelResult(
    String level,
    String model,
    long passes,
    long tokensForwarded,
    long proposed,
    long accepted,
    long replaced,
    long bonus,
    long emitted,
    double seconds,
    double deviation,
    double savedRejections,
    double entropySum,
    List<Long> entropyHistogram,
    List<Long> verifiedAt,
    List<Long> acceptedAt) {

  /** The number of bins of an entropy histogram. */
  public static final int ENTROPY_BINS = 40;

  /** The width of a bin, in nats. */
  public static final double ENTROPY_BIN = 0.25;

  /** Copies what could change. */
  public LevelResult {
    entropyHistogram = List.copyOf(entropyHistogram);
    verifiedAt = List.copyOf(verifiedAt);
    acceptedAt = List.copyOf(acceptedAt);
  }
}
