package io.github.facenet4j.facenet.report;

import java.util.List;

/**
 * Series over one axis. The page draws it interactively and offers the numbers as a table.
 *
 * @param title what the chart shows
 * @param note one or two sentences on how to read it; may be empty
 * @param xLabel of the horizontal axis
 * @param x ascending and finite
 * @param yLabel of the vertical axis
 * @param yRange of the vertical axis
 * @param series at least one, of the length of x
 */
public record Chart(
    String title,
    String note,
    String xLabel,
    double[] x,
    String yLabel,
    Range yRange,
    List<Series> series)
    implements Part {

  /** Which values the vertical axis spans. */
  public enum Range {
    /** What the series span. */
    DATA,
    /** From 0 to a little over the largest value. */
    FROM_ZERO,
    /** 0 to 1. */
    UNIT
  }

  /** How a series is drawn. */
  public enum Style {
    /** A line. */
    LINE,
    /** A thin pale line, for raw values behind a smoothed line. */
    FAINT,
    /** A dashed neutral line to compare with. */
    REFERENCE,
    /** Points without a line. */
    POINTS,
    /** Bars from 0; x is the left edge of each. */
    BARS
  }

  /** The meaning of a colour, the same all over a report. */
  public enum Role {
    /** The subject: the trained model, or pairs of one person. */
    MAIN,
    /** Its opposite: pairs of different people, negatives. */
    OPPOSITE,
    /** A baseline. */
    BASELINE,
    /** Another baseline. */
    OTHER
  }

  /**
   * One series.
   *
   * @param label in the legend
   * @param role decides the colour
   * @param style how it is drawn
   * @param values of the length of x; NaN leaves a gap
   */
  public record Series(String label, Role role, Style style, double[] values) {
    /** Copies the values. */
    public Series {
      values = values.clone();
    }

    /** A copy of the values. */
    @Override
    public double[] values() {
      return values.clone();
    }
  }

  /** Checks lengths and that x ascends. */
  public Chart {
    x = x.clone();
    series = List.copyOf(series);
    if (x.length == 0 || series.isEmpty()) {
      throw new IllegalArgumentException("Chart '" + title + "' has nothing to show");
    }
    for (int i = 0; i < x.length; i++) {
      if (!Double.isFinite(x[i]) || (i > 0 && x[i] < x[i - 1])) {
        throw new IllegalArgumentException(
            "Chart '" + title + "' needs finite ascending x, got " + x[i] + " at index " + i);
      }
    }
    for (Series one : series) {
      if (one.values.length != x.length) {
        throw new IllegalArgumentException(
            "Chart '"
                + title
                + "' has "
                + x.length
                + " points, its series '"
                + one.label
                + "' has "
                + one.values.length);
      }
    }
  }

  /** A copy of x. */
  @Override
  public double[] x() {
    return x.clone();
  }
}
