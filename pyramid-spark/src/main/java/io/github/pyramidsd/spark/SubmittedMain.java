package io.github.pyramidsd.spark;

import io.github.pyramidsd.cli.Main;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code pyramid} command for spark-submit, which says where to run: {@code evaluate} and
 * {@code batch} need no {@code --spark}.
 */
public final class SubmittedMain {

  private SubmittedMain() {}

  /** Runs a command line and exits with its code. */
  public static void main(String[] args) {
    List<String> line = new ArrayList<>(List.of(args));
    String master = System.getProperty("spark.master");
    boolean given =
        line.stream().anyMatch(word -> word.equals("--spark") || word.startsWith("--spark="));
    if (master != null && !given && !line.isEmpty()) {
      line.addAll(1, List.of("--spark", master));
    }
    Main.main(line.toArray(String[]::new));
  }
}
