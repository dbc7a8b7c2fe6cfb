package io.github.pyramidsd.decoding.decode;

/**
 * One round of one level: a forward pass and what came of it.
 *
 * @param level the level's name: {@code draft}, {@code qualifier} or {@code target}
 * @param proposed how many proposals it was given to verify
 * @param accepted how many of them it accepted
 * @param replaced 1 if it put a token of its own in the place of one, else 0
 * @param bonus 1 if it added a token after a wholly accepted block, else 0
 * @param emitted how many tokens it handed up
 * @param nanos the time that its own pass and decisions took, in nanoseconds
 * @param meanEntropy of the predictions it looked at, in nats, before temperature and truncation
 */
public record Round(
    String level,
    int proposed,
    int accepted,
    int replaced,
    int bonus,
    int emitted,
    long nanos,
    double meanEntropy) {}
