package io.github.pyramidsd.decoding.decode;

import java.util.Set;
import java.util.TreeSet;

/** Does what another schedule says, and remembers what was used and probed. */
final class WatchedSchedule implements Schedule {

  /** What several schedules of one pyramid did. */
  static final class Seen {
    final Set<String> chains = new TreeSet<>();
    int probes;
    int changes;
    int most; // chains in one response
  }

  private final Schedule schedule;
  private final Pyramid pyramid;
  private final Seen seen;
  private final Set<String> own = new TreeSet<>();
  private String last = "";

  WatchedSchedule(Schedule schedule, Pyramid pyramid, Seen seen) {
    this.schedule = schedule;
    this.pyramid = pyramid;
    this.seen = seen;
  }

  @Override
  public boolean reads(int level, int promptTokens) {
    return schedule.reads(level, promptTokens);
  }

  @Override
  public Composition next(Progress progress) {
    Composition composition = schedule.next(progress);
    String chain = pyramid.label(composition).replaceAll(":\\d+", "");
    seen.chains.add(chain);
    own.add(chain);
    seen.most = Math.max(seen.most, own.size());
    seen.changes += chain.equals(last) ? 0 : 1;
    last = chain;
    return composition;
  }

  @Override
  public int[] probes(Progress progress, int recorded) {
    int[] probes = schedule.probes(progress, recorded);
    seen.probes += probes.length;
    return probes;
  }

  @Override
  public boolean records() {
    return schedule.records();
  }

  @Override
  public boolean watchesAgreement() {
    return schedule.watchesAgreement();
  }

  @Override
  public void onPass(int level, int position, int tokens, long nanos) {
    schedule.onPass(level, position, tokens, nanos);
  }

  @Override
  public void onVerified(int level, int proposer, int index, double agreement, double entropy) {
    schedule.onVerified(level, proposer, index, agreement, entropy);
  }

  @Override
  public void onProbed(
      int level, int proposer, double[] agreement, double[] kept, double[] entropy) {
    schedule.onProbed(level, proposer, agreement, kept, entropy);
  }

  @Override
  public void onRound(int tokens, long nanos, double spent) {
    schedule.onRound(tokens, nanos, spent);
  }
}
