package io.github.pyramidsd.decoding.decode;

/**
 * What one level did for a response. The prompt is not counted in.
 *
 * <p>Of a level that verifies, the counts are of the proposals that it was given: it emitted {@code
 * accepted + replaced + bonus} tokens. A level that verified nothing, as the draft, counts the
 * proposals that it made, so it repeats those of the level above.
 *
 * @param level {@code draft}, {@code qualifier} or {@code target}
 * @param model the model's name
 * @param passes forward passes
 * @param tokensForwarded tokens in all passes together
 * @param proposed proposals that were verified
 * @param accepted proposals that were accepted
 * @param replaced tokens emitted in the place of a rejected proposal
 * @param bonus tokens emitted after a wholly accepted block
 * @param emitted tokens handed to the level above, or to the response
 * @param seconds time in this level alone
 * @param meanEntropy of its predictions, in nats, before temperature and truncation
 * @param deviation this level's share of the deviation bound
 * @param savedRejections rejections that the exact rule was to be expected to make, of the very
 *     tokens that a fuzzy rule accepted unseen
 */
public record LevelReport(
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
    double meanEntropy,
    double deviation,
    double savedRejections) {

  /** The share of proposals that were accepted, or NaN where there were none. */
  public double acceptanceRate() {
    return proposed == 0 ? Double.NaN : (double) accepted / proposed;
  }
}
