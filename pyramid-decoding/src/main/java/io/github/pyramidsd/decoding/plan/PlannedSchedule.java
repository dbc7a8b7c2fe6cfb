package io.github.pyramidsd.decoding.plan;

import io.github.pyramidsd.decoding.decode.Composition;
import io.github.pyramidsd.decoding.decode.GenerationOptions;
import io.github.pyramidsd.decoding.decode.Schedule;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Plans one response: takes the composition of each round from the {@link Planning plan in use},
 * and spends a small share of the time on finding out what has changed.
 *
 * <p>That share is in two {@link Account accounts}. Probes of idle levels, and single plain rounds
 * that tell what plain decoding would take on this text, are made when they can pay for them. So
 * exploring costs less than one per cent, whatever there is to explore. Only a level of which
 * nothing is known is looked at on credit, if the response is long enough for that to be a small
 * part of it.
 *
 * <p>In a new process it decodes plainly until that is as fast as it will be, since what passes
 * cost while their code is being compiled tells nothing.
 *
 * <p>If costs are not measured (a {@linkplain Planner#reproducible reproducible} planner), every
 * decision is a function of the tokens before it, and a seed gives the same tokens again.
 */
final class PlannedSchedule implements Schedule {

  private static final int MOST_LEARNING = 8; // tokens before levels nobody knows are probed

  /** What of the time that a response takes may be spent on getting to know its levels. */
  private static final double LEARNING = 0.1;

  /** What of it may be spent on compiling the code of passes that verify. */
  private static final double WARM_UP = 0.2;

  private static final int RECORDED = 16; // tokens of other probes
  private static final int UNTIL_EARNED = 64; // rounds until a probe may be affordable after all
  private static final int PLAIN_INTERVAL = 8;

  /** So many rounds of the warm-up are alike: the planner's code is slow then too. */
  private static final int WARM_UP_ALIKE = 16;

  private static final int[] NONE = {};

  /**
   * So many rounds of a plan that is settled are alike. Besides, a pass of a large model leaves the
   * caches empty, so that the little that there is to decide takes long.
   */
  private static final int ALIKE = 4;

  /** A round that takes more times longer than usual met a pause of the machine. */
  private static final double MOST_TIMES_LONGER = 2;

  private final Estimates estimates;
  private final Planning planning;
  private final Account probing; // pays for probes
  private final Account plain; // pays for plain rounds
  private final PlanLog log;
  private final boolean measures;
  private final int firstRecorded;
  private final int maxTokens; // of the response
  private boolean warmingUp;
  private boolean learning;
  private int @Nullable [] toLearn; // levels that it was decided to wait for; null before that
  private int[] pending = NONE;
  private double price; // of the pending probe
  private int untilProbes = RECORDED; // rounds
  private @Nullable Plan used; // of this round
  private double expectedTokens; // of this round, which vary less than those it made
  private double passSeconds; // that its passes usually take, which vary less than those they took
  private double slowdown = 1; // of the machine since that was planned
  private int sincePlain; // tokens
  private boolean isFirstOfChain;
  private int alike; // rounds that went on like the ones before
  private boolean explores; // whether this round is plain only to wait, or to see what that takes
  private boolean hears; // what this round takes
  private boolean isCold; // the code of a pass of this round

  /**
   * Starts a response.
   *
   * @param measures whether costs are measured, or taken as the models estimate them
   */
  PlannedSchedule(
      Estimates estimates,
      Planning planning,
      Account probing,
      Account plain,
      PlanLog log,
      boolean measures,
      GenerationOptions options) {
    this.estimates = estimates;
    this.planning = planning;
    this.probing = probing;
    this.plain = plain;
    this.log = log;
    this.measures = measures;
    this.firstRecorded = Math.clamp(options.maxTokens() / 2, 1, MOST_LEARNING);
    this.maxTokens = options.maxTokens();
    this.warmingUp = measures && estimates.isWarmingUp();
    if (warmingUp) {
      planning.postpone();
    } else {
      planning.start(options.maxTokens(), options.maxDeviation());
    }
    this.learning = isWorthWaiting(lower().filter(estimates::isUnsure).toArray());
  }

  /** Those of the plan that looks best now, and those that are to be got to know. */
  @Override
  public boolean reads(int level, int promptTokens) {
    if (warmingUp) {
      return false;
    }
    if (learning && toLearn == null && estimates.hasDecoded()) {
      toLearn = affordable(promptTokens, maxTokens, _ -> promptTokens - 1);
      learning = isWorthWaiting(toLearn);
    }
    boolean learns = toLearn != null && contains(toLearn, level);
    return learns || planning.plan().composition().uses(level);
  }

  @Override
  public Composition next(Progress progress) {
    expectedTokens = 1;
    if (used != null && goesOn()) {
      return used.composition();
    }
    long probed = log.probed();
    if (price > 0 && pending.length == 0) { // the probe that was paid for is made
      probing.settle(measures ? probed / 1e9 - price : 0);
      price = 0;
    }
    warmingUp = warmingUp && estimates.isWarmingUp();
    boolean waits = warmingUp || learning;
    if (!waits && planning.isDue()) {
      log.planned(planning.renew(progress));
    }
    if (pending.length == 0 && !waits && --untilProbes <= 0) {
      untilProbes = RECORDED;
      pending = dueProbes(progress);
    }
    explores = waits || isPlainDue(progress);
    Plan next = explores ? plain(progress.position()) : planning.plan();
    isCold = false;
    hears = measures;
    slowdown = explores ? 1 : planning.slowdown();
    isFirstOfChain = used == null || used.chain() != next.chain();
    used = next;
    passSeconds = 0;
    log.startRound(next);
    return next.composition();
  }

  /**
   * Whether a round goes on like the last one. Those of a settled plan are all alike, so that only
   * every few of them something is decided and learnt.
   */
  private boolean goesOn() {
    if (warmingUp) {
      return estimates.isWarmingUp() && ++alike % WARM_UP_ALIKE != 0;
    }
    if (explores || price > 0 || !planning.isSettled() || ++alike % ALIKE == 0) {
      return false;
    }
    hears = false;
    untilProbes--;
    return true;
  }

  private Plan plain(int position) {
    int chain = 1 << estimates.target();
    double factor = estimates.calibration(chain, estimates.now());
    double seconds = estimates.seconds(estimates.target(), position, 1) + estimates.overhead();
    return new Plan(
        Composition.plain(estimates.target()), chain, factor * seconds, factor, 0, 0, 1);
  }

  /** Whether it is time to see what a plain round takes, and affordable. */
  private boolean isPlainDue(Progress progress) {
    Plan plan = planning.plan();
    if (sincePlain < PLAIN_INTERVAL || plan.isPlain()) {
      return false;
    }
    double cost = plain(progress.position()).secondsPerToken() - plan.secondsPerToken();
    return plain.pays(Math.max(0, cost));
  }

  @Override
  public int[] probes(Progress progress, int recorded) {
    int[] probed = NONE;
    if (learning && recorded >= firstRecorded) {
      probed =
          toLearn == null
              ? affordable(progress.position(), progress.room(), progress::backlog)
              : toLearn;
      learning = false;
      planning.outdate();
    } else if (pending.length > 0 && recorded >= RECORDED) {
      probed = withLevelsInUse(pending);
      pending = NONE;
    }
    log.probing();
    return probed;
  }

  /** Whether there is a model among these levels: a lookup is looked at any time. */
  private boolean isWorthWaiting(int[] levels) {
    return IntStream.of(levels).anyMatch(level -> !estimates.isLookup(level));
  }

  /** The levels that nobody knows, from below, as far as the response is worth it. */
  private int[] affordable(int position, int room, IntUnaryOperator backlog) {
    double seconds = room * plain(position).secondsPerToken();
    double warmUp = measures ? estimates.warmUpSeconds(room) : 0;
    double rest = warmUp > WARM_UP * seconds ? 0 : LEARNING * seconds;
    IntStream.Builder levels = IntStream.builder();
    for (int level = 0; level < estimates.target(); level++) {
      double cost = probeSeconds(level, position, backlog.applyAsInt(level));
      if (estimates.isUnsure(level) && cost <= rest) {
        levels.add(level);
        rest -= cost;
      }
    }
    return levels.build().toArray();
  }

  /** Only levels that are probed together are compared with each other. */
  private int[] withLevelsInUse(int[] due) {
    Composition inUse = planning.plan().composition();
    return lower().filter(level -> inUse.uses(level) || contains(due, level)).toArray();
  }

  private static boolean contains(int[] levels, int level) {
    return IntStream.of(levels).anyMatch(one -> one == level);
  }

  private IntStream lower() {
    return IntStream.range(0, estimates.target());
  }

  /** The levels that were not looked at for long and that the account pays a probe of. */
  private int[] dueProbes(Progress progress) {
    int[] stale = lower().filter(estimates::isStale).toArray();
    if (stale.length == 0) {
      return NONE;
    }
    double others = measures ? estimates.warmUpSeconds() : 0;
    for (int inUse : withLevelsInUse(NONE)) {
      others += probeSeconds(inUse, progress);
    }
    double besides = others;
    int[] due =
        IntStream.of(stale)
            .filter(level -> pays(besides + probeSeconds(level, progress)))
            .toArray();
    untilProbes = due.length > 0 ? RECORDED : UNTIL_EARNED;
    return due;
  }

  private boolean pays(double cost) {
    boolean pays = probing.pays(cost);
    price += pays ? cost : 0;
    return pays;
  }

  private double probeSeconds(int level, Progress progress) {
    return probeSeconds(level, progress.position(), progress.backlog(level));
  }

  private double probeSeconds(int level, int position, int backlog) {
    int tokens = Math.max(RECORDED, backlog + RECORDED);
    return estimates.seconds(level, Math.max(0, position - tokens), tokens);
  }

  @Override
  public boolean records() {
    return !warmingUp && (learning || pending.length > 0);
  }

  @Override
  public boolean watchesAgreement() {
    return true;
  }

  @Override
  public void onPass(int level, int position, int tokens, long nanos) {
    log.pass(nanos);
    if (hears) {
      passSeconds += estimates.seconds(level, position, tokens);
      isCold |= !estimates.observePass(level, position, tokens, nanos / 1e9);
    }
  }

  @Override
  public void onVerified(int level, int proposer, int index, double agreement, double entropy) {
    estimates.agreement(level, proposer).observe(index, agreement, entropy);
    if (level == estimates.target()) {
      if (estimates.see(proposer)) {
        planning.outdate();
      }
      expectedTokens += agreement;
    }
  }

  @Override
  public void onExhausted(int level, int proposer, int index) {
    estimates.agreement(level, proposer).observeNothing(index);
  }

  @Override
  public void onProbed(
      int level, int proposer, double[] agreement, double[] kept, double[] entropy) {
    estimates.agreement(level, proposer).observe(agreement, kept, entropy);
    if (level == estimates.target()) {
      estimates.look(proposer);
    }
  }

  @Override
  public void onRound(int tokens, long nanos, double spent) {
    if (used == null) {
      return; // no round was asked for
    }
    double seconds = log.endRound(tokens, nanos, isCold);
    probing.earn(tokens * used.secondsPerToken());
    plain.earn(tokens * used.secondsPerToken());
    planning.count();
    sincePlain = used.isPlain() ? 0 : sincePlain + tokens;
    estimates.count(tokens);
    if (hears && !isCold) {
      estimates.observeOverhead(seconds - log.passSeconds());
      if (!isFirstOfChain) {
        compare(used, tokens, seconds);
      }
    }
    if (used.stopsEarly()) {
      estimates.chain(used.chain()).observeYield(expectedTokens, used.modelTokens());
    }
  }

  /** Compares what a round did with what was predicted of it. */
  private void compare(Plan plan, int tokens, double seconds) {
    double usual = passSeconds + estimates.overhead();
    estimates.observePauses(Math.min(seconds, MOST_TIMES_LONGER * usual), usual);
    // What is looked up comes in runs, of which means over the past tell little.
    boolean looksUp = estimates.isLookup(plan.composition().bottom());
    double share = looksUp ? tokens / plan.tokensPerRound() : 1;
    double predicted = plan.modelSeconds() * slowdown * share;
    estimates.chain(plan.chain()).observe(plan.stopsEarly(), usual, predicted, estimates.now());
  }
}
