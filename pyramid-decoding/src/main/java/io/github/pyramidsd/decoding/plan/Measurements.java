package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.RoundRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a decoder has measured: pass times, acceptance, and the overhead of rounds. All contexts of
 * the decoder share it.
 *
 * <p>Thread-safe.
 */
public final class Measurements {

  private static final int MOST_KEYS = 64;
  private static final double EXPLORING = Knob.d("expl", 0.01); // of the time

  /**
   * A level.
   *
   * @param name such as {@code draft}
   * @param isModel false if it drafts without a model, such as a lookup
   */
  public record Level(String name, boolean isModel) {}

  private final List<Level> levels;
  private final List<PassTimes> passTimes = new ArrayList<>();
  private final PassTimes.Ring overhead = new PassTimes.Ring(0);
  private final Map<String, Acceptance> acceptance = new LinkedHashMap<>(16, 0.75f, true);
  private long tokens;
  private double several;
  private double pace = 1;
  private double account; // seconds that may be spent on exploring

  /** Starts knowing nothing of levels, of which the target is the last. */
  public Measurements(List<Level> levels) {
    this.levels = List.copyOf(levels);
    for (Level _ : levels) {
      passTimes.add(new PassTimes());
    }
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
        several += seconds;
        seconds /= 1 + Knob.d("hope", 1) * Math.exp(-several / 0.4);
      }
      pace =
          passTimes
              .get(record.level(i))
              .record(record.position(i), record.tokens(i), seconds, tokens, pace);
    }
    if (record.kind() == RoundRecord.Kind.ROUND) {
      overhead.add(Math.max(0, record.nanos() - passes) / 1e9, tokens);
      account += EXPLORING * record.nanos() / 1e9;
      tokens += record.tokens();
    }
    acceptance(key).record(record);
  }

  private Acceptance acceptance(String key) {
    Acceptance known = acceptance.get(key);
    if (known == null) {
      known = new Acceptance(levels);
      acceptance.put(key, known);
      if (acceptance.size() > MOST_KEYS) {
        acceptance.remove(acceptance.keySet().iterator().next()); // not used for longest
      }
    }
    return known;
  }

  List<Level> levels() {
    return levels;
  }

  /** Returns what is known, of acceptance only that with one key. */
  public synchronized Snapshot snapshot(String key) {
    List<Snapshot.Agreement> agreements = new ArrayList<>();
    acceptance(key).addTo(agreements, key);
    return snapshot(agreements);
  }

  /** Returns all that is known, to be {@linkplain #load loaded} in a later run. */
  public synchronized Snapshot snapshot() {
    List<Snapshot.Agreement> agreements = new ArrayList<>();
    acceptance.forEach((key, known) -> known.addTo(agreements, key));
    return snapshot(agreements);
  }

  private Snapshot snapshot(List<Snapshot.Agreement> agreements) {
    List<Snapshot.Pass> passes = new ArrayList<>();
    for (int level = 0; level < levels.size(); level++) {
      passTimes.get(level).addTo(passes, levels.get(level).name());
    }
    double seconds = overhead.median();
    return new Snapshot(levels, passes, agreements, Double.isNaN(seconds) ? 0 : seconds);
  }

  /** Starts from what an earlier run measured. Levels that do not exist here are passed over. */
  public synchronized void load(Snapshot earlier) {
    for (Snapshot.Pass pass : earlier.passes()) {
      int level = level(pass.level());
      if (level >= 0) {
        passTimes.get(level).load(pass);
      }
    }
    for (Snapshot.Agreement agreement : earlier.agreements()) {
      int verifier = level(agreement.verifier());
      int proposer = level(agreement.proposer());
      if (proposer >= 0 && proposer < verifier) {
        acceptance(agreement.key()).load(verifier, proposer, agreement);
      }
    }
  }

  private int level(String name) {
    for (int level = 0; level < levels.size(); level++) {
      if (levels.get(level).name().equals(name)) {
        return level;
      }
    }
    return -1;
  }

  /** Whether nothing is known of a level's worth to the target. */
  synchronized boolean isUnknown(String key, int level) {
    return acceptance(key).isUnknown(level);
  }

  /** Whether a level has been idle for so long that it should be probed. */
  synchronized boolean isStale(String key, int level) {
    return acceptance(key).isStale(level);
  }

  /** Whether the target's passes over so many tokens were measured within the last tokens. */
  synchronized boolean isFresh(int position, int size, long within) {
    return passTimes.getLast().isFresh(position, size, tokens - within);
  }

  synchronized int changes(String key) {
    return acceptance(key).changes();
  }

  /** Spends on exploring, if there is enough on the account for that. */
  synchronized boolean spend(double seconds) {
    if (seconds > account) {
      return false;
    }
    account -= Math.max(0, seconds);
    return true;
  }
}
