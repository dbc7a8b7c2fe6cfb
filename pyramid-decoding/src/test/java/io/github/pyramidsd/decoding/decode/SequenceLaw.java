package io.github.pyramidsd.decoding.decode;

import io.github.pyramidsd.decoding.model.TabularModel;
import io.github.pyramidsd.decoding.sampling.Draws;
import io.github.pyramidsd.decoding.sampling.EnumeratedRandomness;
import io.github.pyramidsd.decoding.sampling.LogitProcessor;
import io.github.pyramidsd.decoding.sampling.Prediction;
import io.github.pyramidsd.decoding.sampling.Randomness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The exact law of a response: each sequence of tokens (with the end-of-generation token, if it has
 * one) and its probability.
 */
final class SequenceLaw {

  /** Makes one response, all of whose random choices are the given ones. */
  @FunctionalInterface
  interface Experiment {
    List<Integer> run(Randomness randomness);
  }

  private final Map<List<Integer>, Double> probabilities = new HashMap<>();
  private double expectedBound;
  private double largestBound;
  private long paths;

  private SequenceLaw() {}

  /** Sums over all random choices of a pyramid with one composition. */
  static SequenceLaw of(Fixed decoder, int[] prompt, GenerateOptions options) {
    return of(decoder.pyramid(), decoder::schedule, prompt, options);
  }

  /**
   * Sums over all random choices of a pyramid, whose compositions a schedule chooses that decides
   * the same if it sees the same.
   */
  static SequenceLaw of(
      Pyramid pyramid, Supplier<Schedule> schedules, int[] prompt, GenerateOptions options) {
    SequenceLaw law = new SequenceLaw();
    EnumeratedRandomness choices = new EnumeratedRandomness();
    do {
      Response response =
          Fixed.respond(pyramid, schedules.get(), prompt, options, Draws.streamed(choices));
      law.add(sequence(pyramid, response), choices.weight());
      double bound = response.certificate().map(Certificate::bound).orElse(Double.NaN);
      law.expectedBound += choices.weight() * bound;
      law.largestBound = Math.max(law.largestBound, bound);
    } while (choices.next());
    return law;
  }

  /** Sums over all random choices of anything. */
  static SequenceLaw of(Experiment experiment) {
    SequenceLaw law = new SequenceLaw();
    EnumeratedRandomness choices = new EnumeratedRandomness();
    do {
      List<Integer> sequence = experiment.run(choices);
      law.add(sequence, choices.weight());
    } while (choices.next());
    return law;
  }

  /** Multiplies the target's own probabilities, with no decoder in between. */
  static SequenceLaw ofTarget(TabularModel target, int[] prompt, GenerateOptions options) {
    SequenceLaw law = new SequenceLaw();
    law.follow(target, prompt, prompt.length, 1, options);
    return law;
  }

  /** The tokens of a response. */
  static List<Integer> ids(Response response) {
    return Arrays.stream(response.tokens()).boxed().toList();
  }

  /** The tokens of a response and, if one ended it, the end-of-generation token. */
  static List<Integer> sequence(Pyramid pyramid, Response response) {
    List<Integer> sequence = new ArrayList<>(ids(response));
    if (response.finish() == Finish.END) {
      int end = 0;
      while (!pyramid.target().vocabulary().isEndOfGeneration(end)) {
        end++;
      }
      sequence.add(end);
    }
    return sequence;
  }

  private void follow(
      TabularModel target, int[] tokens, int start, double weight, GenerateOptions options) {
    int size = target.vocabulary().size();
    Prediction prediction = new Prediction(size);
    new LogitProcessor(options.sampling(), size)
        .process(target.logits(tokens), 0, size, tokens, tokens.length, null, prediction);
    double total = 0;
    for (int id = 0; id < size; id++) {
      total += prediction.sampling().probability(id);
    }
    for (int id = 0; id < size; id++) {
      double p = weight * prediction.sampling().probability(id) / total;
      int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
      longer[tokens.length] = id;
      boolean ends =
          (target.vocabulary().isEndOfGeneration(id) && !options.ignoreEnd())
              || longer.length == start + options.maxTokens();
      if (p > 0 && ends) {
        add(Arrays.stream(longer, start, longer.length).boxed().toList(), p);
      } else if (p > 0) {
        follow(target, longer, start, p, options);
      }
    }
  }

  private void add(List<Integer> sequence, double weight) {
    probabilities.merge(sequence, weight, Double::sum);
    paths++;
  }

  /** ½·Σ|p − q| over all sequences. */
  double totalVariation(SequenceLaw other) {
    double sum = 0;
    for (var entry : probabilities.entrySet()) {
      sum += Math.abs(entry.getValue() - other.probability(entry.getKey()));
    }
    for (var entry : other.probabilities.entrySet()) {
      sum += probabilities.containsKey(entry.getKey()) ? 0 : entry.getValue();
    }
    return sum / 2;
  }

  double probability(List<Integer> sequence) {
    return probabilities.getOrDefault(sequence, 0.0);
  }

  Map<List<Integer>, Double> probabilities() {
    return probabilities;
  }

  /** The expectation of the reported deviation bound; NaN if a response reported none. */
  double expectedBound() {
    return expectedBound;
  }

  /** The largest deviation bound that any response reported. */
  double largestBound() {
    return largestBound;
  }

  /** How many sequences of choices there are. */
  long paths() {
    return paths;
  }
}
