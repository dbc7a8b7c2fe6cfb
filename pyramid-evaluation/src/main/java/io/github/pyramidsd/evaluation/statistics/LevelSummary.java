package io.github.pyramidsd.evaluation.statistics;

import java.util.List;

/**
 * What one level did in all runs of a configuration.
 *
 * @param level {@code draft}, {@code qualifier} or {@code target}
 * @param model the model's name
 * @param passesPerToken its forward passes per token of the answer
 * @param tokensPerPass tokens that it forwarded, per pass
 * @param acceptance the share of proposals accepted; of a level that verifies nothing, of its own
 * @param entropy the mean entropy of its predictions, in nats
 * @param secondsShare its share of the time to generate
 * @param deviation its share of the deviation bound, per answer
 * @param savedRejections rejections that fuzzy acceptances saved, in expectation, per answer
 * @param verifiedAt (places): how often the proposal at that place of a block was verified
 * @param acceptedAt (places): how often it was accepted
 * @param entropyHistogram (bins): as in a {@link
 *     io.github.pyramidsd.evaluation.result.LevelResult}, of all runs
 */
public record LevelSummary(
    String level,
    String model,
    Interval passesPerToken,
    double tokensPerPass,
    Interval acceptance,
    Interval entropy,
    double secondsShare,
    double deviation,
    double savedRejections,
    List<Long> verifiedAt,
    List<Long> acceptedAt,
    List<Long> entropyHistogram) {}
