package io.github.pyramidsd.evaluation.task;

/**
 * Something that is asked.
 *
 * @param id unique in its task
 * @param prompt what the models read
 */
public record Item(String id, String prompt) {}
