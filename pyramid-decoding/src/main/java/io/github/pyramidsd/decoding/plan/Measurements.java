package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.RoundRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a decoder has measured: pass times, acceptance, and the overhead of rounds. All its contexts
 * share it.
 *
 * <p>Thread-safe.
 */
public final class Measurements {

  private static final int MOST_KEYS = 64;
  private static final double EXPLORING = 0.01; // of the time

  /**
   * In a new process passes over several tokens take twice as long at first, since their code is
   * compiled. That is taken out, by a share that fades with so many seconds of such passes.
   */
  private static final double COMPILED = 0.4;

  /**
   * A level.
   *
   * @param name such as {@code draft}
   * @param isModel false if it drafts without a model, such as a lookup
   */
  public record Level(String name, boolean isModel) {}

  private final List<Level> levels;
  private final List<PassTimes> passTimes;
  private final PassTimes.Ring overhead = new PassTimes.Ring(); // of speculative rounds
  private final PassTimes.Ring plainOverhead = new PassTimes.Ring();
  private final Map<String, Acceptance> acceptance = new LinkedHashMap<>(16, 0.75f, true);
  private long tokens;
  private double wide; // seconds of passes over several tokens
  private double account; // seconds that may be spent on exploring

  /** Starts knowing nothing of levels, of which the target is the last. */
  public Measurements(List<Level> levels) {
    this.levels = List.copyOf(levels);
    this.passTimes = levels.stream().map(_ -> new PassTimes()).toList();
  }

  List<Level> levels() {
    return levels;
  }

  /**
   * Learns from a round, a probe, or reading the prompt.
   *
   * @param key the sampling options: acceptance is kept apart for each
   */
  public synchronized void record(String key, RoundRecord record) {
    long passes = 0;
    for (int i = 0; i < record.passes(); i++) {
      passes += record.nanos(i);
      double seconds = record.nanos(i) / 1e9;
      if (record.tokens(i) > 1) {
        wide += seconds;
        seconds /= 1 + Math.exp(-wide / COMPILED);
      }
      PassTimes times = passTimes.get(record.level(i));
      times.record(record.position(i), record.tokens(i), seconds, tokens);
    }
    if (record.kind() == RoundRecord.Kind.ROUND) {
      boolean isPlain = record.composition().stages().isEmpty();
      (isPlain ? plainOverhead : overhead).add(Math.max(0, record.nanos() - passes) / 1e9, tokens);
      tokens += record.tokens();
    }
    account += record.kind() == RoundRecord.Kind.PROBE ? 0 : EXPLORING * record.nanos() / 1e9;
    acceptance(key).record(record);
  }

  private Acceptance acceptance(String key) {
    Acceptance known = acceptance.computeIfAbsent(key, _ -> new Acceptance(levels));
    if (acceptance.size() > MOST_KEYS) {
      acceptance.remove(acceptance.keySet().iterator().next()); // not used for longest
    }
    return known;
  }

  /** Returns what is known, of acceptance only that with one key. */
  public synchronized Snapshot snapshot(String key) {
    return snapshot(Map.of(key, acceptance(key)));
  }

  /** Returns all that is known, to be {@linkplain #load loaded} in a later run. */
  public synchronized Snapshot snapshot() {
    return snapshot(acceptance);
  }

  private Snapshot snapshot(Map<String, Acceptance> known) {
    List<Snapshot.Pass> passes = new ArrayList<>();
    for (int level = 0; level < levels.size(); level++) {
      passTimes.get(level).addTo(passes, levels.get(level).name());
    }
    List<Snapshot.Agreement> agreements = new ArrayList<>();
    known.forEach((key, one) -> one.addTo(agreements, key));
    double plain = Double.isNaN(plainOverhead.median()) ? 0 : plainOverhead.median();
    double speculative = Double.isNaN(overhead.median()) ? plain : overhead.median();
    return new Snapshot(levels, passes, agreements, speculative, plain);
  }

  /** Starts from what an earlier run measured. Levels that do not exist here are passed over. */
  public synchronized void load(Snapshot earlier) {
    List<String> names = levels.stream().map(Level::name).toList();
    for (Snapshot.Pass pass : earlier.passes()) {
      int level = names.indexOf(pass.level());
      if (level >= 0) {
        passTimes.get(level).load(pass);
      }
    }
    for (Snapshot.Agreement agreement : earlier.agreements()) {
      int verifier = names.indexOf(agreement.verifier());
      int proposer = names.indexOf(agreement.proposer());
      if (proposer >= 0 && proposer < verifier) {
        acceptance(agreement.key()).load(verifier, proposer, agreement);
      }
    }
  }

  /** Whether it is unknown what a level is worth to the target in a new response. */
  synchronized boolean isUnknown(String key, int level) {
    return acceptance(key).isUnknown(level);
  }

  /** Whether a level has been idle for so long that it should be probed. */
  synchronized boolean isStale(String key, int level) {
    return acceptance(key).isStale(level);
  }

  /** Whether the target's passes of a size were measured within the last tokens. */
  synchronized boolean isFresh(int position, int size, int within) {
    return passTimes.getLast().isFresh(position, size, tokens - within);
  }

  /** Returns how often acceptance has changed so much that plans should be made anew. */
  synchronized int changes(String key) {
    return acceptance(key).changes();
  }

  /** Spends seconds on exploring, if the share of the time for that has brought in enough. */
  synchronized boolean spend(double seconds) {
    boolean isEnough = seconds <= account;
    account -= isEnough ? Math.max(0, seconds) : 0;
    return isEnough;
  }
}
