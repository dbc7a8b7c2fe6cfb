package io.github.pyramidsd.decoding.decode;

import java.util.List;

/**
 * A bound on what lossy rules may have changed: the law of the response, given its context, is
 * within the expectation of {@link #bound} of the target's own, in total variation. At temperature
 * 0 it is the number of tokens that are not the target's choice. The certificates of responses that
 * follow each other add up.
 *
 * @param bound 0 for a lossless method
 * @param byLevel what each level contributed, the lowest first
 */
public record Certificate(double bound, List<Double> byLevel) {}
