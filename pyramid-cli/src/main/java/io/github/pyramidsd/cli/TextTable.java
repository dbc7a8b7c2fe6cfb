package io.github.pyramidsd.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table in columns of equal width: the first few aligned left, the others right. */
final class TextTable {

  private final int leftColumns;
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(List<String> header, int leftColumns) {
    this.leftColumns = leftColumns;
    rows.add(header);
  }

  void add(String... cells) {
    rows.add(List.of(cells));
  }

  /** A number in a format of {@link String#format}; a dash if it is not finite. */
  static String number(String format, double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
  }

  /** All rows, each ended by a line break. */
  @Override
  public String toString() {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String padding = " ".repeat(widths[i] - row.get(i).length());
        line.append(i == 0 ? "" : "  ");
        line.append(i < leftColumns ? row.get(i) + padding : padding + row.get(i));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
