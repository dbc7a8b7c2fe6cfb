package io.github.pyramidsd.evaluation.batch;

/**
 * A text to continue.
 *
 * @param id unique in its file; the number of its line if the file does not name it
 * @param line where it is in its file, from 1
 * @param text what the models read
 * @param options what is different for this prompt
 */
public record Prompt(String id, int line, String text, PromptOptions options) {}
