package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.model.LanguageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The open levels of a response, and the sources that compositions make of them. All contexts hold
 * the same tokens; a level that a round leaves out has yet to forward what it missed.
 */
final class LevelStack implements AutoCloseable {

  private final DecodingRun run;
  private final List<TokenSource> bases = new ArrayList<>(); // each level by itself
  private final List<Optional<ModelContext>> contexts = new ArrayList<>(); // empty: a lookup
  private Composition composition;
  private TokenSource top;

  /** Opens a context for each level; if one cannot be opened, closes the others. */
  LevelStack(Pyramid pyramid, int contextLength, DecodingRun run) {
    this.run = run;
    try {
      for (int level = 0; level < pyramid.levels(); level++) {
        open(pyramid, level, contextLength);
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    this.composition = Composition.plain(bases.size() - 1);
    this.top = bases.getLast();
  }

  private void open(Pyramid pyramid, int level, int contextLength) {
    String name = pyramid.levelName(level);
    Optional<LanguageModel> model = pyramid.model(level);
    if (model.isEmpty()) {
      LevelStatistics statistics =
          new LevelStatistics(name, "the context's n-grams", run.listener());
      bases.add(new LookupSource(level, statistics, contextLength, run));
      contexts.add(Optional.empty());
    } else {
      ModelContext context =
          new ModelContext(level, name, model.get(), pyramid.proposable(level), contextLength, run);
      bases.add(new ModelSource(context, run));
      contexts.add(Optional.of(context));
    }
  }

  /** The number of levels. */
  int size() {
    return bases.size();
  }

  /** A level by itself. */
  TokenSource base(int level) {
    return bases.get(level);
  }

  /** The context of a level's model; empty of a lookup. */
  Optional<ModelContext> context(int level) {
    return contexts.get(level);
  }

  /** The number of tokens in the contexts, between rounds. */
  int position() {
    return bases.getLast().position();
  }

  /** Appends the prompt to all contexts; those that a schedule wants to read it do so. */
  void read(int[] prompt, Schedule schedule) {
    bases.forEach(base -> base.append(prompt, 0, prompt.length));
    for (int level = 0; level < bases.size(); level++) {
      if (level == bases.size() - 1 || schedule.reads(level, prompt.length)) {
        bases.get(level).prefill();
      }
    }
  }

  /**
   * The source of a composition, which shares its levels with all others.
   *
   * @throws IllegalArgumentException if its top is not the target
   */
  TokenSource compose(Composition next) {
    if (!next.equals(composition)) {
      if (next.top() != bases.size() - 1) {
        throw new IllegalArgumentException(
            "the composition's top is level %d, expected the target, %d"
                .formatted(next.top(), bases.size() - 1));
      }
      TokenSource source = bases.get(next.bottom());
      for (Composition.Stage stage : next.stages()) {
        source = new VerifiedSource(contexts.get(stage.level()).orElseThrow(), source, stage, run);
      }
      composition = next;
      top = source;
    }
    return top;
  }

  /** After a round: lets the levels that it left out know what was committed. */
  void settle(Block round, int first) {
    int start = position() - (round.size() - first);
    for (int level = 0; level < bases.size(); level++) {
      if (composition.verifies(level)) {
        continue;
      }
      boolean sitsOut = level != composition.bottom();
      for (int i = first; i < round.size(); i++) {
        if (sitsOut) {
          bases.get(level).append(round.token(i));
        }
        run.ledger().enter(level, start + i - first, 0);
      }
    }
  }

  @Override
  public void close() {
    bases.forEach(TokenSource::close);
  }
}
