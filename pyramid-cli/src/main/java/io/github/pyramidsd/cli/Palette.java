package io.github.pyramidsd.cli;

/** Colours for the levels of a pyramid, of middling lightness: for dark and light backgrounds. */
final class Palette {

  private static final String RESET = "\u001b[0m";

  private Palette() {}

  static String paint(String text, Role role) {
    int colour = // of the 256 of xterm
        switch (role) {
          case DRAFT -> 33; // blue
          case QUALIFIER -> 166; // orange
          case TARGET -> 28; // green
        };
    return "\u001b[38;5;" + colour + "m" + text + RESET;
  }

  /** Which colour stands for what, for so many levels. */
  static String legend(int levels) {
    StringBuilder legend = new StringBuilder("colours: token chosen by");
    for (int level = 0; level < levels; level++) {
      Role role = Role.ofLevel(level, levels);
      legend.append(level == 0 ? " " : ", ").append(paint(role.label(), role));
    }
    return legend.toString();
  }
}
