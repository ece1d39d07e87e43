package io.github.facenet4j.facenet.train;

import java.time.Duration;

/**
 * How long a run may take: in steps, in time, or whichever ends first.
 *
 * <p>The learning rate falls with {@link #progress}, so a run limited by time still ends on its
 * lowest rate. Only a run limited by steps alone is repeatable bit for bit.
 *
 * @param steps most steps, or {@code Long.MAX_VALUE}
 * @param time most time, or null
 */
public record Budget(long steps, Duration time) {

  /** Checks that there is a limit and that it is positive. */
  public Budget {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "A training run needs at least 1 step; got " + steps + ".");
    }
    if (time != null && (time.isZero() || time.isNegative())) {
      throw new IllegalArgumentException(
          "A training run needs a positive time; got " + time.toMillis() + " ms.");
    }
    if (steps == Long.MAX_VALUE && time == null) {
      throw new IllegalArgumentException("A training run needs a limit: --steps or --minutes.");
    }
  }

  /** So many steps, however long they take. */
  public static Budget steps(long steps) {
    return new Budget(steps, null);
  }

  /** So much time, however many steps it allows. */
  public static Budget time(Duration time) {
    return new Budget(Long.MAX_VALUE, time);
  }

  /**
   * Share of the budget that is used up, 0 to 1.
   *
   * @param stepsDone finished steps
   * @param elapsed time used so far, earlier parts of a resumed run included
   */
  public double progress(long stepsDone, Duration elapsed) {
    double bySteps = steps == Long.MAX_VALUE ? 0 : (double) stepsDone / steps;
    double byTime = time == null ? 0 : seconds(elapsed) / seconds(time);
    return Math.min(1, Math.max(bySteps, byTime));
  }

  /** In floating point: the nanoseconds of three centuries overflow a long. */
  private static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / 1e9;
  }
}
