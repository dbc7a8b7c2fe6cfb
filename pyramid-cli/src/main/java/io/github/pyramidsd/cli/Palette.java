package io.github.pyramidsd.cli;

import io.github.pyramidsd.decoding.decode.Pyramid;

/** Colours for the levels of a pyramid, of middling lightness: for dark and light backgrounds. */
final class Palette {

  private static final String RESET = "\u001b[0m";

  private Palette() {}

  /** Paints the text of a level that is called so. */
  static String paint(String text, String level) {
    int colour = // of the 256 of xterm
        switch (level) {
          case "lookup" -> 134; // purple
          case "draft" -> 33; // blue
          case "target" -> 28; // green
          default -> 166; // orange, of any qualifier
        };
    return "\u001b[38;5;" + colour + "m" + text + RESET;
  }

  /** Which colour stands for what. */
  static String legend(Pyramid pyramid) {
    StringBuilder legend = new StringBuilder("colours: token chosen by");
    for (int level = 0; level < pyramid.levels(); level++) {
      String name = pyramid.levelName(level);
      legend.append(level == 0 ? " " : ", ").append(paint(name, name));
    }
    return legend.toString();
  }
}
