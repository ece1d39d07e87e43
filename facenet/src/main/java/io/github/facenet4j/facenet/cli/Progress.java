package io.github.facenet4j.facenet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine.Option;

/** The progress bar of long verbs: on standard error, if that is a terminal or it was asked for. */
final class Progress {
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
  private static final int COLUMNS = 79;
  private static final int UPDATE_MILLIS = 250;

  @Option(
      names = "--progress",
      negatable = true,
      description = "Show a progress bar even where standard error is no terminal.")
  private Boolean asked;

  /** Shows nothing. */
  static Progress hidden() {
    Progress hidden = new Progress();
    hidden.asked = false;
    return hidden;
  }

  /** A running bar, or nothing. */
  interface Bar extends AutoCloseable {
    /** So many more are done. */
    void add(int count);

    /** So many were done before this began: they tell nothing of its speed. */
    void startAt(int count);

    /** Words behind the bar, such as the loss, the most important first. */
    void note(String words);

    @Override
    void close();
  }

  /** Starts a bar for {@code total} things. */
  Bar start(Verb verb, String what, long total) {
    return isVisible() ? visible(verb.err(), what, total, new ProgressLine(true)) : new Silent();
  }

  /** Starts a bar for a whole in {@code total} parts that nobody counts. */
  Bar startWhole(Verb verb, String what, long total) {
    return isVisible() ? visible(verb.err(), what, total, new ProgressLine(false)) : new Silent();
  }

  /** Whether bars are shown. */
  boolean isVisible() {
    return asked == null ? isTerminal() : asked;
  }

  private static Bar visible(PrintWriter err, String what, long total, ProgressLine look) {
    // Not the library's own console consumer: that one loads a terminal library to find the width.
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(what)
            .setInitialMax(total)
            .setRenderer(look)
            .setUpdateIntervalMillis(UPDATE_MILLIS)
            .setConsumer(
                new DelegatingProgressBarConsumer(
                    line -> {
                      err.print("\r" + line);
                      err.flush();
                    },
                    COLUMNS))
            .build();
    return new Bar() {
      @Override
      public void add(int count) {
        bar.stepBy(count);
      }

      @Override
      public void startAt(int count) {
        bar.stepTo(count);
        look.startAt(count);
      }

      @Override
      public void note(String words) {
        bar.setExtraMessage(words);
      }

      @Override
      public void close() {
        bar.close();
        err.println();
        err.flush();
      }
    };
  }

  private static final class Silent implements Bar {
    @Override
    public void add(int count) {
      // Nobody watches.
    }

    @Override
    public void startAt(int count) {
      // Nobody watches.
    }

    @Override
    public void note(String words) {
      // Nobody watches.
    }

    @Override
    public void close() {
      // Nothing was opened.
    }
  }

  /**
   * Whether a person watches standard error; the JDK can only tell for input and output at once.
   */
  private static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(STANDARD_ERROR).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException notLinux) {
      return System.console() != null;
    }
  }
}
