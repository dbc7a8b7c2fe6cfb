package io.github.pyramidsd.evaluation.task;

import java.util.List;

/**
 * What was generated for an item.
 *
 * @param tokens without the one that ended it
 */
public record Answer(String text, List<Integer> tokens) {}
