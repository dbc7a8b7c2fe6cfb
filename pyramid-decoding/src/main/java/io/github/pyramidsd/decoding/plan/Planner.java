package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.AcceptanceRule;
import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.Decoder;
import io.github.pyramidsd.decoding.decode.Generation;
import io.github.pyramidsd.decoding.decode.GenerationListener;
import io.github.pyramidsd.decoding.decode.GenerationOptions;
import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.decode.Schedule;
import io.github.pyramidsd.decoding.model.LanguageModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Decodes in whatever way is fastest: plainly, speculatively with any of the lower levels, or with
 * a pyramid of them. It measures what passes cost and how often levels agree while it runs,
 * predicts the throughput of every composition, uses the best, and looks again every so often.
 *
 * <pre>{@code
 * Planner planner = Planner.of(draft, qualifier, target);
 * Response response = planner.generate("public static", GenerationOptions.DEFAULT);
 * System.out.println(planner.report());
 * }</pre>
 *
 * <p>It is lossless. Only if there is a finite {@link GenerationOptions#maxDeviation() deviation
 * budget} it spends that, where it saves most time.
 *
 * <p>At temperature 0 all compositions give the same tokens. At other temperatures they give the
 * same <em>distribution</em>, but not the same tokens for a seed, and which composition is fastest
 * depends on the machine. Where a seed must give the same tokens again, use a {@linkplain
 * #reproducible reproducible} planner.
 *
 * <p>What it learns serves all its responses, of which it makes one at a time: it is not meant to
 * be shared by threads. The models stay the caller's.
 */
public final class Planner implements Decoder {

  /** How many tokens a lookup proposes at a time, unless it is told otherwise. */
  public static final int DEFAULT_LOOKUP = 8;

  static final double PROBING = 0.005; // of the time
  static final double PLAIN = 0.002;

  private final Pyramid pyramid;
  private final boolean measures;
  private final LongSupplier nanoTime;
  private Estimates estimates;
  private Planning planning;
  private Account probing = new Account(PROBING);
  private Account plain = new Account(PLAIN);
  private PlanLog log;

  /**
   * Starts knowing nothing.
   *
   * @param measures whether costs are measured, or taken as the models estimate them
   * @param nanoTime the clock, in nanoseconds
   */
  Planner(Pyramid pyramid, boolean measures, LongSupplier nanoTime) {
    this.pyramid = pyramid;
    this.measures = measures;
    this.nanoTime = nanoTime;
    this.estimates = new Estimates(pyramid, nanoTime);
    this.planning = new Planning(estimates, measures);
    this.log = new PlanLog(pyramid, nanoTime);
  }

  /**
   * A planner over models and a lookup below them.
   *
   * @param models at least one, the target last, the smallest first
   * @throws io.github.pyramidsd.decoding.model.IncompatibleVocabularyException if they do not share
   *     a vocabulary
   */
  public static Planner of(LanguageModel... models) {
    return of(levels(models).withLookup(1));
  }

  /** A planner over the levels of a pyramid, whose lengths and rules do not matter. */
  public static Planner of(Pyramid pyramid) {
    return new Planner(pyramid, true, System::nanoTime);
  }

  /**
   * A planner whose decisions do not depend on the clock: costs are taken as the models {@linkplain
   * LanguageModel#estimatePassSeconds estimate} them, and every response starts afresh. So the same
   * seed gives the same tokens, on any machine and with any number of threads, and what is used is
   * what should be fastest on a usual machine.
   */
  public static Planner reproducible(Pyramid pyramid) {
    return new Planner(pyramid, false, System::nanoTime);
  }

  /** Models as the levels of a pyramid, the target last. */
  public static Pyramid levels(LanguageModel... models) {
    if (models.length == 0) {
      throw new IllegalArgumentException("there are no models, expected the target at least");
    }
    Pyramid pyramid = Pyramid.of(models[0]);
    for (int i = 1; i < models.length; i++) {
      pyramid = pyramid.verifiedBy(models[i], new AcceptanceRule.Exact(), 1);
    }
    return pyramid;
  }

  /**
   * Models as the levels of a pyramid, ordered by what their passes are estimated to cost.
   *
   * @param lower any number of models, in any order
   * @param lookup how many tokens are looked up at a time below them; 0: none
   */
  public static Pyramid levels(
      Collection<? extends LanguageModel> lower, LanguageModel target, int lookup) {
    List<LanguageModel> models = new ArrayList<>(lower);
    models.sort(Comparator.comparingDouble(model -> model.estimatePassSeconds(0, 1)));
    models.add(target);
    Pyramid pyramid = levels(models.toArray(LanguageModel[]::new));
    return lookup > 0 ? pyramid.withLookup(lookup) : pyramid;
  }

  @Override
  public Pyramid pyramid() {
    return pyramid;
  }

  @Override
  public Generation start(int[] prompt, GenerationOptions options, GenerationListener listener) {
    return new Generation(pyramid, schedule(options), prompt, options, listener);
  }

  /** Begins to plan a response. */
  PlannedSchedule schedule(GenerationOptions options) {
    if (!measures) {
      estimates = new Estimates(pyramid, nanoTime);
      planning = new Planning(estimates, measures);
      probing = new Account(PROBING);
      plain = new Account(PLAIN);
    }
    log = new PlanLog(pyramid, nanoTime);
    return new PlannedSchedule(estimates, planning, probing, plain, log, measures, options);
  }

  /**
   * Decodes plainly and compares all levels with the target on the way: for a planner that is to
   * know a kind of text before it plans.
   */
  public Decoder survey() {
    return pinned(Composition.plain(pyramid.levels() - 1), true);
  }

  /** Decodes with one composition, from which the planner learns. */
  public Decoder using(Composition composition) {
    return pinned(composition, false);
  }

  private Decoder pinned(Composition composition, boolean probes) {
    return new Decoder() {
      @Override
      public Pyramid pyramid() {
        return pyramid;
      }

      @Override
      public Generation start(
          int[] prompt, GenerationOptions options, GenerationListener listener) {
        Schedule schedule = new PinnedSchedule(estimates, composition, probes);
        return new Generation(pyramid, schedule, prompt, options, listener);
      }
    };
  }

  /**
   * The best lossless plan for every composition of which enough is known, the fastest first.
   *
   * @param position in the context, for which costs are taken
   */
  public List<Candidate> rank(int position) {
    return Reporter.rank(estimates, position).stream()
        .map(
            plan ->
                new Candidate(
                    plan.composition(),
                    pyramid.label(plan.composition()),
                    1 / plan.secondsPerToken(),
                    plan.tokensPerRound()))
        .toList();
  }

  /**
   * What it knows, to be {@linkplain #load loaded} by a planner of the same levels in a later run.
   */
  public List<CostProfile> profiles() {
    return estimates.profiles();
  }

  /**
   * Starts from what an earlier run measured, on the same machine with the same number of threads.
   * A reproducible planner does not.
   */
  public void load(List<CostProfile> profiles) {
    if (measures) {
      estimates.load(profiles);
    }
  }

  /** What it did for the last response, and what it knows now. */
  public PlanReport report() {
    return new Reporter(pyramid, estimates, log, measures).report();
  }
}
