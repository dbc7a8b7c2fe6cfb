package io.github.pyramidsd.decoding.decode;

import java.util.ArrayList;
import java.util.List;

/** Remembers everything that a listener hears. */
final class Recording implements GenerationListener {

  record Piece(String text, int level) {}

  final List<Round> rounds = new ArrayList<>();
  final List<Integer> tokens = new ArrayList<>();
  final List<Integer> levels = new ArrayList<>();
  final List<Piece> pieces = new ArrayList<>();

  /** Generates a response and remembers what is heard of it. */
  Response respond(Pyramid pyramid, int[] prompt, GenerationOptions options) {
    try (Generation generation = new Generation(pyramid, prompt, options, this)) {
      return generation.run();
    }
  }

  /** The text of all pieces. */
  String text() {
    StringBuilder text = new StringBuilder();
    pieces.forEach(piece -> text.append(piece.text()));
    return text.toString();
  }

  List<Round> roundsOf(String level) {
    return rounds.stream().filter(round -> round.level().equals(level)).toList();
  }

  @Override
  public void onRound(Round round) {
    rounds.add(round);
  }

  @Override
  public void onToken(int token, int level) {
    tokens.add(token);
    levels.add(level);
  }

  @Override
  public void onText(String text, int level) {
    pieces.add(new Piece(text, level));
  }
}
