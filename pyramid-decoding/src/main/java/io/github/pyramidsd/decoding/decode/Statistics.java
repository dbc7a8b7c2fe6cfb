package io.github.pyramidsd.decoding.decode;

import java.util.List;
import java.util.Map;

/**
 * What the levels did for one response. Reading the prompt is not counted in.
 *
 * @param levels the lowest first
 * @param compositions how often each composition was used, in the order of its first use
 */
public record Statistics(List<Level> levels, Map<Composition, Uses> compositions) {

  /**
   * What a composition came to.
   *
   * @param seconds of its rounds
   */
  public record Uses(int rounds, int tokens, double seconds) {

    Uses plus(int moreTokens, double moreSeconds) {
      return new Uses(rounds + 1, tokens + moreTokens, seconds + moreSeconds);
    }
  }

  /**
   * What one level did.
   *
   * <p>Of a level that verifies, the counts are of the proposals that it was given: it emitted
   * {@code accepted + replaced + bonus} tokens. A level that verified nothing, as the draft, counts
   * the proposals that it made, so it repeats those of the level above.
   *
   * @param level {@code lookup}, {@code draft}, {@code qualifier} or {@code target}
   * @param model the model's name
   * @param passes forward passes
   * @param tokensForwarded tokens in all passes together
   * @param proposed proposals that were verified
   * @param accepted proposals that were accepted
   * @param replaced tokens emitted in the place of a rejected proposal
   * @param bonus tokens emitted after a wholly accepted block
   * @param emitted tokens handed to the level above, or to the response
   * @param seconds time in this level alone
   * @param predictions how many predictions it looked at
   * @param meanEntropy of these predictions, in nats, before temperature and truncation
   * @param deviation this level's share of the certificate's bound
   * @param savedRejections rejections that the exact rule was to be expected to make, of the very
   *     tokens that a fuzzy rule accepted unseen
   * @param verifiedAt how many proposals it looked at, by their place in the block; empty of a
   *     level that verified nothing
   * @param acceptedAt how many of these it accepted
   * @param contextFull whether it was left out from some point on because its context was full
   */
  public record Level(
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
      long predictions,
      double meanEntropy,
      double deviation,
      double savedRejections,
      List<Long> verifiedAt,
      List<Long> acceptedAt,
      boolean contextFull) {

    /** The share of proposals that were accepted, or NaN where there were none. */
    public double acceptanceRate() {
      return proposed == 0 ? Double.NaN : (double) accepted / proposed;
    }
  }

  /**
   * A level by its name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Level level(String name) {
    return levels.stream()
        .filter(level -> level.level().equals(name))
        .findAny()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no level '%s', expected one of %s"
                        .formatted(name, levels.stream().map(Level::level).toList())));
  }

  /** The share of a level's proposals that were accepted, or NaN where there were none. */
  public double acceptanceRate(String level) {
    return level(level).acceptanceRate();
  }
}
