package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.model.LanguageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The open levels of a context, and the sources that compositions make of them. All levels are
 * about the same tokens; one that a round leaves out has yet to forward what it missed.
 */
final class Levels implements AutoCloseable {

  private final Pyramid pyramid;
  private final Tokens tokens;
  private final List<Drafter> drafters = new ArrayList<>(); // each level by itself
  private @Nullable Composition composition;
  private @Nullable TokenSource top;
  private @Nullable Run run;

  /** Opens a session for each level; if one cannot be opened, closes the others. */
  Levels(Pyramid pyramid, Tokens tokens) {
    this.pyramid = pyramid;
    this.tokens = tokens;
    try {
      for (int level = 0; level < pyramid.levels(); level++) {
        Optional<LanguageModel> model = pyramid.model(level);
        drafters.add(
            model.isEmpty()
                ? new Lookup(level, tokens)
                : new Level(pyramid, level, model.get(), tokens));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Works for a response from now on. */
  void begin(Run newRun) {
    run = newRun;
    for (Drafter drafter : drafters) {
      switch (drafter) {
        case Level level -> level.begin(newRun, pyramid.vocabularySize());
        case Lookup lookup -> lookup.begin(newRun);
        default -> {}
      }
    }
  }

  Run run() {
    if (run == null) {
      throw new IllegalStateException("no response has begun");
    }
    return run;
  }

  Tokens tokens() {
    return tokens;
  }

  int size() {
    return drafters.size();
  }

  boolean isTarget(int level) {
    return level == drafters.size() - 1;
  }

  /** A level by itself. */
  Drafter drafter(int level) {
    return drafters.get(level);
  }

  /** A level that has a model; empty of one that has none. */
  Optional<Level> level(int level) {
    return drafters.get(level) instanceof Level found ? Optional.of(found) : Optional.empty();
  }

  /** How many tokens a level can yet take; one without a model has no limit. */
  int room(int level) {
    return drafters.get(level) instanceof Level found ? found.room() : Integer.MAX_VALUE;
  }

  /** Whether a level's context is full: it could not verify a single proposal. */
  boolean isFull(int level) {
    return room(level) < 1;
  }

  /** Reads what is new in the context but for its last token, in those levels that want to. */
  void readPrompt() {
    int length = tokens.length();
    for (int i = 0; i < drafters.size(); i++) {
      if (drafters.get(i) instanceof Level level
          && !isFull(i)
          && (isTarget(i) || run().schedule().reads(i, level.backlog()))
          && length > 0) {
        level.readPrompt();
      }
    }
  }

  /** A composition less the levels below the target whose context is full. */
  Composition usable(Composition wanted) {
    Composition usable = wanted;
    for (int level = 0; level < drafters.size() - 1; level++) {
      if (isFull(level) && usable.uses(level)) {
        usable = usable.without(level);
        run().counts(level).setContextFull();
      }
    }
    return usable;
  }

  /** How many tokens a round may commit at most, as far as its levels have room to propose them. */
  int most(Composition of, int wanted) {
    int most = wanted;
    for (int level = 0; level < drafters.size() - 1; level++) {
      if (of.uses(level)) {
        most = Math.min(most - 1, room(level)) + 1;
      }
    }
    return most;
  }

  /**
   * The source of a composition, which shares its levels with all others.
   *
   * @throws IllegalArgumentException if its top is not the target
   */
  TokenSource compose(Composition wanted) {
    if (top == null || !wanted.equals(composition)) {
      if (!isTarget(wanted.top())) {
        throw new IllegalArgumentException(
            "the composition's top is level %s, expected the target, %s"
                .formatted(wanted.top(), drafters.size() - 1));
      }
      TokenSource source = new Drafted(wanted.bottom(), drafters.get(wanted.bottom()), this);
      for (Composition.Stage stage : wanted.stages()) {
        source = new Verified(level(stage.level()).orElseThrow(), source, stage, this);
      }
      composition = wanted;
      top = source;
    }
    return top;
  }

  /** Takes back all tokens after the first {@code length}, in every level, in constant time. */
  void takeBack(int length) {
    tokens.takeBack(length);
    for (Drafter drafter : drafters) {
      drafter.takeBack(length);
    }
    if (run != null) {
      run.takeBack(length);
    }
  }

  /** Keeps what the target thought of the token added last, if that is wanted. */
  void keepLogProbabilities(int level, int row, Block out) {
    if (isTarget(level) && run().options().logProbabilities().isPresent()) {
      out.setLogProbabilities(
          level(level)
              .orElseThrow()
              .logProbabilities(
                  row, out.token(out.size() - 1), run().options().logProbabilities().getAsInt()));
    }
  }

  /** Closes every level, also if closing one fails. */
  @Override
  public void close() {
    RuntimeException failure = null;
    for (Drafter drafter : drafters) {
      try {
        drafter.close();
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
