package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.decode.GenerationListener;
import io.github.pyramidsd.decoding.decode.Pyramid;
import io.github.pyramidsd.decoding.decode.Token;

/** Prints a response's text as it is committed, and progress while there is none. */
final class ResponsePrinter implements GenerationListener {

  private final Output out;
  private final ProgressLine progress;
  private final Pyramid pyramid;
  private final boolean text;
  private final boolean colour;
  private boolean lineEnded;

  /**
   * Prepares for one response.
   *
   * @param pyramid whose levels choose the tokens
   * @param text whether to print text at all
   * @param colour whether to colour it by level
   */
  ResponsePrinter(
      Output out, ProgressLine progress, Pyramid pyramid, boolean text, boolean colour) {
    this.out = out;
    this.progress = progress;
    this.pyramid = pyramid;
    this.text = text;
    this.colour = colour;
  }

  @Override
  public void onPrompt(String level, int processed, int total) {
    progress.show("reading the prompt: %s %s of %s tokens".formatted(level, processed, total));
  }

  @Override
  public void onToken(Token token) {
    progress.wipe();
    String piece = token.text();
    if (text && !piece.isEmpty()) {
      lineEnded = piece.endsWith("\n");
      out.print(colour ? Palette.paint(piece, pyramid.levelName(token.level())) : piece);
      out.flush();
    }
  }

  /** Ends the text with a line break, unless it has one. */
  void finish() {
    progress.wipe();
    if (text && !lineEnded) {
      out.println("");
    }
  }
}
