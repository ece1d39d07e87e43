package io.github.facenet4j.facenet.report;

import java.util.Locale;

/** Numbers as a report writes them, whatever the locale. */
public final class Figures {
  private Figures() {}

  /** Up to four significant digits; a dash for what is no number. */
  public static String of(double value) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e9) {
      return String.format(Locale.ROOT, "%d", (long) value);
    }
    if (size >= 1000) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    if (size < 1e-3) {
      return String.format(Locale.ROOT, "%.2e", value);
    }
    int digits = size >= 100 ? 1 : size >= 10 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** A share as a percentage with one digit. */
  public static String percent(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f %%", 100 * share) : "–";
  }
}
