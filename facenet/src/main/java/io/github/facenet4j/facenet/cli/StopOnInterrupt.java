package io.github.facenet4j.facenet.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C (and a termination signal) into a request to stop, and holds the process until the
 * run has written its last checkpoint; it then ends with the signal's exit code, 130 or 143.
 */
final class StopOnInterrupt implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 600;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::ask, "stop-on-interrupt");
  private volatile boolean asked;

  private final Verb verb;

  StopOnInterrupt(Verb verb) {
    this.verb = verb;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void ask() {
    asked = true;
    verb.say("facenet: stopping after this step");
    try {
      finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the run should end after this step. */
  boolean isAsked() {
    return asked;
  }

  @Override
  public void close() {
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ignored) {
      // The process is ending: the hook is running and was let go above.
    }
  }
}
