package io.github.facenet4j.facenet.eval;

import io.github.facenet4j.facenet.data.PairKind;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.stat.ranking.NaNStrategy;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/** The trade between accepting impostors and refusing the right person, over all thresholds. */
public final class RocCurve {

  /**
   * One threshold's two rates.
   *
   * @param distance pairs up to and including it are accepted; −∞ for the first point
   * @param falseAcceptRate share of the pairs of different people that is accepted
   * @param trueAcceptRate share of the pairs of one person that is accepted
   */
  public record Point(double distance, double falseAcceptRate, double trueAcceptRate) {}

  private final List<Point> points;
  private final double areaUnderCurve;

  private RocCurve(List<Point> points, double areaUnderCurve) {
    this.points = List.copyOf(points);
    this.areaUnderCurve = areaUnderCurve;
  }

  /**
   * The curve of these pairs.
   *
   * @throws IllegalArgumentException unless there are pairs of both kinds
   */
  public static RocCurve of(PairDistances pairs) {
    pairs.requireBothKinds("A ROC curve");
    double[] same = pairs.sorted(PairKind.SAME);
    double[] different = pairs.sorted(PairKind.DIFFERENT);
    List<Point> points = new ArrayList<>();
    points.add(new Point(Double.NEGATIVE_INFINITY, 0, 0));
    int s = 0;
    int d = 0;
    while (s < same.length || d < different.length) {
      double next =
          Math.min(
              s < same.length ? same[s] : Double.POSITIVE_INFINITY,
              d < different.length ? different[d] : Double.POSITIVE_INFINITY);
      while (s < same.length && same[s] == next) {
        s++;
      }
      while (d < different.length && different[d] == next) {
        d++;
      }
      points.add(new Point(next, (double) d / different.length, (double) s / same.length));
    }
    return new RocCurve(points, rankStatistic(pairs));
  }

  /** U/(n·m) of Mann and Whitney with mid-ranks for ties. */
  private static double rankStatistic(PairDistances pairs) {
    double[] ranks = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE).rank(pairs.all());
    double ranksOfDifferent = 0;
    for (int i = 0; i < ranks.length; i++) {
      if (pairs.kind(i) == PairKind.DIFFERENT) {
        ranksOfDifferent += ranks[i];
      }
    }
    double m = pairs.count(PairKind.DIFFERENT);
    double n = pairs.count(PairKind.SAME);
    return (ranksOfDifferent - m * (m + 1) / 2) / (n * m);
  }

  /** From (0, 0) to (1, 1), one point per distinct distance. */
  public List<Point> points() {
    return points;
  }

  /**
   * Probability that a random pair of one person is nearer than a random pair of two, ties counting
   * half.
   */
  public double areaUnderCurve() {
    return areaUnderCurve;
  }

  /**
   * The rate at which as large a share of different pairs is accepted as of same pairs is refused,
   * interpolated linearly between the two points around it.
   */
  public double equalErrorRate() {
    Point before = points.get(0);
    for (Point point : points) {
      double excess = point.falseAcceptRate - (1 - point.trueAcceptRate);
      if (excess >= 0) {
        double excessBefore = before.falseAcceptRate - (1 - before.trueAcceptRate);
        double share = excess == excessBefore ? 0 : -excessBefore / (excess - excessBefore);
        return before.falseAcceptRate + share * (point.falseAcceptRate - before.falseAcceptRate);
      }
      before = point;
    }
    throw new IllegalStateException("A ROC curve ends at (1, 1)");
  }

  /**
   * At most that many points that draw the same curve as well as they can: corners first, then
   * evenly chosen corners; both ends stay.
   *
   * @param most at least 2
   */
  public List<Point> thinned(int most) {
    if (most < 2) {
      throw new IllegalArgumentException("A curve needs at least 2 points, got " + most);
    }
    List<Point> corners = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      if (i == 0 || i == points.size() - 1 || isCorner(i)) {
        corners.add(points.get(i));
      }
    }
    if (corners.size() <= most) {
      return corners;
    }
    List<Point> chosen = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      chosen.add(corners.get((int) Math.round((double) i * (corners.size() - 1) / (most - 1))));
    }
    return chosen;
  }

  private boolean isCorner(int i) {
    Point a = points.get(i - 1);
    Point b = points.get(i);
    Point c = points.get(i + 1);
    boolean flat = a.trueAcceptRate == b.trueAcceptRate && b.trueAcceptRate == c.trueAcceptRate;
    boolean steep =
        a.falseAcceptRate == b.falseAcceptRate && b.falseAcceptRate == c.falseAcceptRate;
    return !flat && !steep;
  }
}
