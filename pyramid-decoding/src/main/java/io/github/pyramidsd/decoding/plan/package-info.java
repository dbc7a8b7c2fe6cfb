/**
 * Chooses how to decode. Pass times and acceptance are measured while decoding; from a snapshot of
 * them the speed of every chain of levels and every block length is computed, and the fastest is
 * used until the next snapshot.
 *
 * <p>{@link io.github.pyramidsd.decoding.plan.AutoSchedule} plans one response, {@link
 * io.github.pyramidsd.decoding.plan.Measurements} are shared by all responses of a decoder.
 */
@NullMarked
package io.github.pyramidsd.decoding.plan;

import org.jspecify.annotations.NullMarked;
