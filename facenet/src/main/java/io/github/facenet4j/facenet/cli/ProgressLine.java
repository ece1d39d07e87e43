package io.github.facenet4j.facenet.cli;

import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;

/**
 * What a progress bar looks like: {@code train 53 % [====> ] ETA 0:39, 68 images/s, loss 0.15}.
 * Words that do not fit are left out from the last comma on.
 */
final class ProgressLine implements ProgressBarRenderer {
  private static final int BAR = 8;
  private static final double NANOS = 1e9;

  private final boolean isCounted;
  private long first;
  private long firstNanos = System.nanoTime();

  /**
   * A line.
   *
   * @param isCounted whether the number of things says something to a person
   */
  ProgressLine(boolean isCounted) {
    this.isCounted = isCounted;
  }

  /** So many were done before this began: they tell nothing of its speed. */
  synchronized void startAt(long done) {
    first = done;
    firstNanos = System.nanoTime();
  }

  @Override
  public synchronized String render(ProgressState state, int columns) {
    double seconds = (System.nanoTime() - firstNanos) / NANOS;
    return line(
        state.getTaskName(),
        state.getCurrent(),
        state.getMax(),
        seconds,
        state.getExtraMessage(),
        columns);
  }

  String line(String what, long done, long total, double seconds, String words, int columns) {
    double share = total <= 0 ? 1 : Math.min(1, (double) done / total);
    int filled = (int) (share * BAR);
    String bar =
        "=".repeat(filled) + (filled < BAR ? ">" : "") + " ".repeat(Math.max(0, BAR - filled - 1));
    String line =
        String.format(
            Locale.ROOT,
            "%s %3d %% %s[%s] ETA %s",
            what,
            (int) (100 * share),
            isCounted ? done + "/" + total + " " : "",
            bar,
            remaining(done, total, seconds));
    String all = words.isEmpty() ? line : line + ", " + words;
    while (all.length() > columns && all.length() > line.length()) {
      all = all.substring(0, all.lastIndexOf(", "));
    }
    return all + " ".repeat(Math.max(0, columns - all.length()));
  }

  /** At the speed since the start; a question mark before the first thing is done. */
  private String remaining(long done, long total, double seconds) {
    if (done >= total) {
      return "0:00";
    }
    if (done <= first) {
      return "?";
    }
    Duration left = Duration.ofMillis(Math.round(1000 * seconds * (total - done) / (done - first)));
    return left.toHours() == 0
        ? String.format(Locale.ROOT, "%d:%02d", left.toMinutesPart(), left.toSecondsPart())
        : String.format(
            Locale.ROOT,
            "%d:%02d:%02d",
            left.toHours(),
            left.toMinutesPart(),
            left.toSecondsPart());
  }
}
