package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.sampling.LogProbabilities;
import java.util.Optional;

/**
 * One token of a response, given as soon as its text is certain: its characters are complete and
 * cannot be the start of a stop string.
 *
 * @param id in the target's vocabulary
 * @param text what it adds to the response's text; a character that is split over tokens belongs to
 *     the last of them, and special tokens have none
 * @param level the level that chose it first, 0 being the lowest
 * @param logProbabilities the target's, if {@linkplain GenerateOptions.Builder#logProbabilities
 *     asked for}
 */
public record Token(int id, String text, int level, Optional<LogProbabilities> logProbabilities) {}
