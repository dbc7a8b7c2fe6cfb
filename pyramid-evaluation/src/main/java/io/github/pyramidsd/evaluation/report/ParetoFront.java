package io.github.pyramidsd.evaluation.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What nothing else is both faster and better than. */
final class ParetoFront {

  /**
   * A configuration.
   *
   * @param speed more is better
   * @param quality more is better
   */
  record Point(String label, double speed, double quality) {}

  private ParetoFront() {}

  /** Labels of the front, the slowest first; of equals, the first is taken. */
  static List<String> of(List<Point> points) {
    List<Point> fastestFirst =
        points.stream()
            .filter(p -> !Double.isNaN(p.speed) && !Double.isNaN(p.quality))
            .sorted(
                Comparator.comparingDouble(Point::speed)
                    .thenComparingDouble(Point::quality)
                    .reversed())
            .toList();
    List<String> front = new ArrayList<>();
    double best = Double.NEGATIVE_INFINITY;
    for (Point point : fastestFirst) {
      if (point.quality > best) {
        front.addFirst(point.label);
        best = point.quality;
      }
    }
    return List.copyOf(front);
  }
}
