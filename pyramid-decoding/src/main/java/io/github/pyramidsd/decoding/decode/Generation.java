package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.model.LanguageModel;
import io.github.pyramidsd.decoding.model.Vocabulary;
import io.github.pyramidsd.decoding.sampling.Randomness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One response of a pyramid: reads the prompt, pulls committed tokens from the target and ends
 * where it should. Its contexts are open from its construction until {@link #close()}.
 *
 * <p>It is run once, on one thread; {@link #cancel()} may be called from any.
 */
public final class Generation implements AutoCloseable {

  /** For how many tokens the target's predictions are kept at most. */
  private static final int MOST_RECORDED = 32;

  private final Pyramid pyramid;
  private final int[] prompt;
  private final GenerationOptions options;
  private final GenerationListener listener;
  private final int contextLength;
  private final DeviationLedger ledger;
  private final DecodingRun run;
  private final LevelStack levels;
  private final int[] tokens; // the response's so far, the first length of them
  private int length;
  private final ResponseText text;
  private int committed; // the response's tokens and, after them, the one that ended it

  /**
   * Opens the contexts of all levels.
   *
   * @param prompt token ids, at least one
   * @throws IllegalArgumentException if the prompt is empty or leaves no room in the context, or
   *     the options do not fit the pyramid
   */
  public Generation(
      Pyramid pyramid, int[] prompt, GenerationOptions options, GenerationListener listener) {
    this(pyramid, Schedule.of(pyramid.composition()), prompt, options, listener);
  }

  /**
   * Opens the contexts of all levels, of which a schedule chooses each round anew.
   *
   * @param prompt token ids, at least one
   * @throws IllegalArgumentException as for the other constructor
   */
  public Generation(
      Pyramid pyramid,
      Schedule schedule,
      int[] prompt,
      GenerationOptions options,
      GenerationListener listener) {
    this(pyramid, schedule, prompt, options, listener, Randomness.seeded(options.seed()));
  }

  Generation(
      Pyramid pyramid,
      Schedule schedule,
      int[] prompt,
      GenerationOptions options,
      GenerationListener listener,
      Randomness randomness) {
    this.pyramid = pyramid;
    this.prompt = prompt.clone();
    this.options = options;
    this.listener = listener;
    this.contextLength = contextLength(pyramid, prompt.length, options);
    checkBudget(pyramid, options);
    boolean greedy = options.sampling().isGreedy();
    this.ledger =
        new DeviationLedger(
            pyramid.levels(),
            greedy ? 1 : pyramid.fuzzyLevels(),
            options.maxDeviation(),
            prompt.length,
            contextLength);
    this.run = new DecodingRun(pyramid, options, randomness, ledger, listener, schedule);
    this.tokens = new int[contextLength - prompt.length];
    this.text = new ResponseText(options.stopStrings(), listener);
    this.levels = new LevelStack(pyramid, contextLength, run);
  }

  /**
   * Generates the response. If it is cancelled, returns what was committed until then.
   *
   * @throws IllegalStateException if it was run before
   */
  public Response run() {
    if (levels.position() > 0) {
      throw new IllegalStateException("a generation runs once: open another one");
    }
    long start = System.nanoTime();
    long decoding = start;
    FinishReason reason;
    try {
      levels.read(prompt, run.schedule());
      decoding = System.nanoTime();
      reason = decode();
    } catch (CancellationException e) {
      reason = FinishReason.CANCELLED;
    }
    text.finish();
    long end = System.nanoTime();
    if (decoding == start) {
      decoding = end; // cancelled while the prompt was read
    }
    return new Response(
        text.toString(),
        Arrays.stream(tokens, 0, length).boxed().toList(),
        prompt.length,
        reason,
        (end - decoding) / 1e9,
        (decoding - start) / 1e9,
        deviationBound(),
        reports());
  }

  /** Asks a running generation to stop before its next forward pass. */
  public void cancel() {
    run.cancel();
  }

  private FinishReason decode() {
    Schedule schedule = run.schedule();
    Progress progress = new Progress();
    Probe probe = new Probe(levels, run);
    Block round = new Block(run); // what was committed last, from the round before on if recorded
    long roundStart = System.nanoTime();
    while (true) {
      int[] probed = schedule.probes(progress, round.size());
      if (probed.length > 0) {
        probe.probe(probed, round);
      }
      TokenSource target = levels.compose(schedule.next(progress));
      if (!schedule.records() || round.size() > MOST_RECORDED) {
        round.clear();
      }
      int first = round.size();
      ledger.startRound(progress.position());
      target.round(round, progress.room());
      levels.settle(round, first);
      FinishReason reason = commit(round, first);
      long now = System.nanoTime();
      schedule.onRound(round.size() - first, now - roundStart, ledger.spentInRound(committedEnd()));
      roundStart = now;
      if (reason != null) {
        return reason;
      }
    }
  }

  /** What a schedule may know. */
  private final class Progress implements Schedule.Progress {
    @Override
    public int position() {
      return levels.position();
    }

    @Override
    public int room() {
      return Math.min(options.maxTokens() - length, contextLength - levels.position());
    }

    @Override
    public double budgetLeft() {
      return ledger.left(levels.position());
    }

    @Override
    public int backlog(int level) {
      return levels.context(level).map(ModelContext::backlog).orElse(0);
    }
  }

  /** Adds a round to the response; returns why that ends it, or null if it does not. */
  private @Nullable FinishReason commit(Block round, int first) {
    for (int i = first; i < round.size(); i++) {
      FinishReason reason = commit(round.token(i), round.origin(i));
      if (reason != null) {
        return reason;
      }
    }
    return null;
  }

  private @Nullable FinishReason commit(int token, int level) {
    committed++;
    if (run.endsResponse(token)) {
      return FinishReason.END_OF_GENERATION;
    }
    tokens[length++] = token;
    listener.onToken(token, level);
    Vocabulary vocabulary = pyramid.target().vocabulary();
    if (!vocabulary.isSpecial(token) && text.add(vocabulary.bytes(token), level)) {
      return FinishReason.STOP_STRING;
    }
    if (length == options.maxTokens()) {
      return FinishReason.MAX_TOKENS;
    }
    return prompt.length + length == contextLength ? FinishReason.CONTEXT : null;
  }

  private OptionalDouble deviationBound() {
    if (!options.sampling().isGreedy() && !pyramid.isCertifiable()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(IntStream.range(0, levels.size()).mapToDouble(this::deviation).sum());
  }

  private double deviation(int level) {
    return ledger.spent(level, committedEnd());
  }

  /** The position after everything that is committed. */
  private int committedEnd() {
    return prompt.length + committed;
  }

  private List<LevelReport> reports() {
    List<LevelReport> reports = new ArrayList<>();
    for (int level = 0; level < levels.size(); level++) {
      reports.add(levels.base(level).statistics().report(deviation(level)));
    }
    return List.copyOf(reports);
  }

  private static int contextLength(Pyramid pyramid, int promptLength, GenerationOptions options) {
    if (promptLength == 0) {
      throw new IllegalArgumentException(
          "the prompt is empty and the model has no beginning-of-sequence token: give some text");
    }
    for (LanguageModel model : pyramid.models()) {
      if (options.contextLength() > model.contextLength()) {
        throw new IllegalArgumentException(
            "context length is %d, but %s was made for at most %d"
                .formatted(options.contextLength(), model.name(), model.contextLength()));
      }
    }
    int most = options.contextLength() > 0 ? options.contextLength() : pyramid.contextLength();
    if (promptLength >= most) {
      throw new IllegalArgumentException(
          "the prompt has %d tokens, but the context holds %d and at least one must be free: shorten it"
              .formatted(promptLength, most));
    }
    return (int) Math.min(most, (long) promptLength + options.maxTokens());
  }

  private static void checkBudget(Pyramid pyramid, GenerationOptions options) {
    if (options.maxDeviation() < Double.POSITIVE_INFINITY
        && !options.sampling().isGreedy()
        && !pyramid.isCertifiable()) {
      throw new IllegalArgumentException(
          "max-deviation is %s, but the divergence draft-token looks at drawn tokens and certifies nothing: use tv, js or kl"
              .formatted(options.maxDeviation()));
    }
  }

  @Override
  public void close() {
    levels.close();
  }
}
