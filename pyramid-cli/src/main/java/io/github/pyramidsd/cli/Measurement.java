package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.Decoder;
import io.github.pyramidsd.decoding.decode.GenerateOptions;
import io.github.pyramidsd.decoding.decode.Response;
import io.github.pyramidsd.evaluation.statistics.Spread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** What a way of decoding did in the rounds of a benchmark. */
final class Measurement {

  /**
   * What would have been measured on a steady machine: all tokens by all seconds.
   *
   * <p>Other work on a machine, its clocks and its temperature make one and the same method faster
   * or slower by tens of per cent from response to response. But what a pass of a model over so
   * many tokens takes hardly depends on the method that makes it: by a per cent or two, through
   * what is left in the caches, and because verification, which counts as a part of it, compares
   * distributions only where a planner watches them. Both are neglected: each pass is taken for the
   * median of all passes of its model and size, whatever method made them; what is not a pass
   * (planning, looking up, committing) for what it took.
   *
   * @param speedup that speed divided by that of plain decoding
   */
  record Steady(double tokensPerSecond, double speedup) {}

  private final List<Response> responses = new ArrayList<>();
  private final List<PlanJson> plans = new ArrayList<>();
  private final PassTimes passes = new PassTimes();

  /**
   * Measures a round.
   *
   * @throws IOException if the prompt does not fit the models
   */
  void run(Decoder decoder, BenchPrompts prompts, GenerateOptions options, int round)
      throws IOException {
    Response response =
        prompts.respond(decoder, options, round, passes.listener(decoder.pyramid()));
    responses.add(response);
    if (decoder.isAuto()) {
      plans.add(PlanJson.of(decoder, options, response));
    }
  }

  /** Starts again. */
  void forget() {
    responses.clear();
    plans.clear();
    passes.forget();
  }

  /** The response of each round. */
  List<Response> responses() {
    return responses;
  }

  /** What a planner did in each round; empty of a method without one. */
  List<PlanJson> plans() {
    return plans;
  }

  List<PassTimes.Passes> passes() {
    return passes.bySize();
  }

  int tokens() {
    return responses.stream().mapToInt(response -> response.tokens().length).sum();
  }

  double seconds() {
    return responses.stream().mapToDouble(Response::seconds).sum();
  }

  /** Tokens per second of each round. */
  List<Double> speeds() {
    return responses.stream().map(Response::tokensPerSecond).toList();
  }

  /** Its speed divided by that of plain decoding in the same round. */
  Spread speedup(Measurement plain) {
    List<Double> own = speeds();
    List<Double> others = plain.speeds();
    return Spread.of(
        IntStream.range(0, own.size()).mapToObj(i -> own.get(i) / others.get(i)).toList());
  }

  /** The median time of passes of each size, of several methods. */
  static Map<PassTimes.Size, Double> medianPasses(Collection<Measurement> methods) {
    return PassTimes.medians(methods.stream().map(method -> method.passes).toList());
  }

  /** What would have been measured if passes had taken these medians. */
  Steady steady(Measurement plain, Map<PassTimes.Size, Double> medians) {
    double speed = steadyTokensPerSecond(medians);
    return new Steady(speed, speed / plain.steadyTokensPerSecond(medians));
  }

  private double steadyTokensPerSecond(Map<PassTimes.Size, Double> medians) {
    return tokens() / (seconds() + passes.beyond(medians));
  }

  /** Tokens of the responses for each pass of the target. */
  double tokensPerTargetPass() {
    return (double) tokens()
        / responses.stream()
            .mapToLong(response -> response.statistics().levels().getLast().passes())
            .sum();
  }

  /** The mean bound on the deviation of a response; empty where none can be given. */
  OptionalDouble deviationBound() {
    return responses.stream().anyMatch(response -> response.certificate().isEmpty())
        ? OptionalDouble.empty()
        : responses.stream().mapToDouble(r -> r.certificate().orElseThrow().bound()).average();
  }
}
