/**
 * Chooses by itself how to decode: what a pass costs and how often levels agree is measured while
 * it runs, the throughput of every composition is predicted from that, and the best one is used.
 *
 * <p>{@link io.github.pyramidsd.decoding.plan.Planner} is the way in.
 */
@NullMarked
package io.github.pyramidsd.decoding.plan;

import org.jspecify.annotations.NullMarked;
