package io.github.pyramidsd.engine.tuning;

import io.github.pyramidsd.engine.LayerSubset;

/**
 * Layers to draft with, and what is to be expected of them.
 *
 * @param layers that are run
 * @param acceptance α: the mean over sample positions of 1 − TV(model, layers), which is the chance
 *     that a token of the draft is accepted; at temperature 0 how often both have the same most
 *     likely token
 * @param relativeCost r: the time of a pass of these layers over one token, divided by that of the
 *     whole model
 * @param predictedSpeedup over plain decoding, at the best number of tokens to propose
 * @param draftLength that number, from 1 to 8
 */
public record LayerChoice(
    LayerSubset layers,
    double acceptance,
    double relativeCost,
    double predictedSpeedup,
    int draftLength) {}
