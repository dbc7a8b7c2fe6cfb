package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.model.Vocabulary;
import io.github.pyramidsd.decoding.sampling.Draws;
import io.github.pyramidsd.decoding.sampling.TokenMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What all levels of a context share while one response is generated. */
final class Run {

  /** Leaves a round because the response is to end before its next forward pass. */
  static final class Stopped extends RuntimeException {

    private static final long serialVersionUID = 1L;

    final Finish finish;

    Stopped(Finish finish) {
      super(finish.label(), null, false, false);
      this.finish = finish;
    }
  }

  private final Pyramid pyramid;
  private final GenerateOptions options;
  private final Draws draws;
  private final Schedule schedule;
  private final DeviationLedger ledger;
  private final BooleanSupplier cancelled;
  private final Optional<ConstraintTrack<?>> constraint;
  private final List<LevelCounts> counts = new ArrayList<>();
  private final RoundRecord record = new RoundRecord();

  Run(
      Pyramid pyramid,
      GenerateOptions options,
      Draws draws,
      Schedule schedule,
      Tokens tokens,
      BooleanSupplier cancelled) {
    this.pyramid = pyramid;
    this.options = options;
    this.draws = draws;
    this.schedule = schedule;
    this.ledger =
        new DeviationLedger(
            pyramid.levels(), options.deviationBudget(), options.sampling().isGreedy());
    this.cancelled = cancelled;
    this.constraint =
        options
            .constraint()
            .map(value -> new ConstraintTrack<>(value, tokens, pyramid.vocabularySize()));
    for (int level = 0; level < pyramid.levels(); level++) {
      counts.add(new LevelCounts());
    }
  }

  GenerateOptions options() {
    return options;
  }

  Draws draws() {
    return draws;
  }

  Schedule schedule() {
    return schedule;
  }

  DeviationLedger ledger() {
    return ledger;
  }

  RoundRecord record() {
    return record;
  }

  boolean isGreedy() {
    return options.sampling().isGreedy();
  }

  boolean compares() {
    return schedule.compares();
  }

  LevelCounts counts(int level) {
    return counts.get(level);
  }

  /** What the constraint says about a position; null if there is none. */
  @Nullable TokenMask mask(int position) {
    return constraint.isEmpty() ? null : constraint.get().mask(position);
  }

  void takeBack(int length) {
    constraint.ifPresent(track -> track.takeBack(length));
  }

  void commit(int position) {
    constraint.ifPresent(track -> track.commit(position));
  }

  void countPrompt(int level, int position, int tokens, long nanos) {
    record.addPass(level, position, tokens, nanos);
  }

  void countPass(int level, int position, int tokens, long nanos) {
    counts.get(level).addPass(tokens);
    record.addPass(level, position, tokens, nanos);
  }

  void countPrediction(int level, double entropy) {
    counts.get(level).addPrediction(entropy);
    options.listener().onPrediction(pyramid.levelName(level), entropy);
  }

  boolean endsResponse(int token) {
    Vocabulary vocabulary = pyramid.target().vocabulary();
    return !options.ignoreEnd() && token < vocabulary.size() && vocabulary.isEndOfGeneration(token);
  }

  /** Called before every forward pass. */
  void checkCancelled() {
    if (cancelled.getAsBoolean()) {
      throw new Stopped(Finish.CANCELLED);
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new Stopped(Finish.INTERRUPTED);
    }
  }
}
