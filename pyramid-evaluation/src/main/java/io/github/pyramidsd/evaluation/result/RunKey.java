package io.github.pyramidsd.evaluation.result;

/**
 * What tells one run of a study from all others: a configuration answers an item of a task with a
 * seed, once.
 *
 * @param configuration the label of a configuration, unique in its study
 * @param task the name of a task, unique in its study
 * @param item the id of an item, unique in its task
 */
public record RunKey(String configuration, String task, String item, long seed) {}
