package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.Composition;

/**
 * A composition with its best lengths, as a planner sees it.
 *
 * @param composition to decode with
 * @param label its name, such as {@code draft+qualifier:2+target:3}
 * @param tokensPerSecond that it is predicted to make
 * @param tokensPerRound that the target is predicted to commit in a round
 */
public record Candidate(
    Composition composition, String label, double tokensPerSecond, double tokensPerRound) {}
