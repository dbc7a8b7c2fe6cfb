package io.github.pyramidsd.decoding.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Remembers everything that a listener hears. */
final class Recording implements GenerationListener {

  /** A forward pass of a round or a probe. */
  record Pass(int level, int position, int tokens, long nanos) {}

  /** A copy of a record. */
  record Heard(
      RoundRecord.Kind kind,
      Composition composition,
      int tokens,
      long nanos,
      double spent,
      List<Pass> passes) {}

  final List<Heard> records = new ArrayList<>();
  final List<Token> heard = new ArrayList<>();

  /** Generates a response and remembers what is heard of it. */
  Response respond(Fixed decoder, int[] prompt, GenerateOptions options) {
    return decoder.respond(prompt, options.toBuilder().listener(this).build());
  }

  /** The ids of all tokens. */
  int[] tokens() {
    return heard.stream().mapToInt(Token::id).toArray();
  }

  /** The level that chose each token. */
  List<Integer> levels() {
    return heard.stream().map(Token::level).toList();
  }

  /** The text of each token. */
  List<String> texts() {
    return heard.stream().map(Token::text).toList();
  }

  /** The text of all tokens. */
  String text() {
    return String.join("", texts());
  }

  List<Heard> rounds() {
    return records.stream().filter(r -> r.kind() == RoundRecord.Kind.ROUND).toList();
  }

  /** The passes of a level in all rounds. */
  List<Pass> passesOf(int level) {
    return rounds().stream()
        .flatMap(round -> round.passes().stream())
        .filter(pass -> pass.level() == level)
        .toList();
  }

  @Override
  public void onRound(RoundRecord r) {
    List<Pass> passes =
        IntStream.range(0, r.passes())
            .mapToObj(i -> new Pass(r.level(i), r.position(i), r.tokens(i), r.nanos(i)))
            .toList();
    records.add(new Heard(r.kind(), r.composition(), r.tokens(), r.nanos(), r.spent(), passes));
  }

  @Override
  public void onToken(Token token) {
    heard.add(token);
  }
}
