package io.github.pyramidsd.evaluation.task;

/** How many characters must be inserted, deleted or replaced to make one text of another. */
final class EditDistance {

  private EditDistance() {}

  /** 1 of equal texts, 0 of those that have nothing in common. */
  static double similarity(String a, String b) {
    int longer = Math.max(a.length(), b.length());
    return longer == 0 ? 1 : 1 - (double) of(a, b) / longer;
  }

  /** Levenshtein's distance, in UTF-16 characters, a row at a time. */
  static int of(String a, String b) {
    int[] row = new int[b.length() + 1]; // [j]: from the first i characters of a to j of b
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0]; // the row before, one place to the left
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
