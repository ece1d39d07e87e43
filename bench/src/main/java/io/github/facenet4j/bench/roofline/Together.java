package io.github.facenet4j.bench.roofline;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** The same work on several threads that start at the same moment. */
public final class Together {
  private Together() {}

  /**
   * Runs the work on each thread.
   *
   * @param threads how many, the caller's included
   * @param work gets the thread's number, from 0
   * @return nanoseconds from the common start to the end of the last
   */
  public static long nanos(int threads, IntConsumer work) {
    AtomicInteger waiting = new AtomicInteger(threads);
    long[] starts = new long[threads];
    long[] ends = new long[threads];
    IntConsumer timed =
        thread -> {
          waiting.decrementAndGet();
          while (waiting.get() > 0) {
            Thread.yield();
          }
          starts[thread] = System.nanoTime();
          work.accept(thread);
          ends[thread] = System.nanoTime();
        };
    Thread[] others = new Thread[threads - 1];
    for (int i = 0; i < others.length; i++) {
      int thread = i + 1;
      others[i] = new Thread(() -> timed.accept(thread), "probe-" + thread);
      others[i].start();
    }
    timed.accept(0);
    long start = starts[0];
    long end = ends[0];
    try {
      for (int i = 0; i < others.length; i++) {
        others[i].join();
        start = Math.min(start, starts[i + 1]);
        end = Math.max(end, ends[i + 1]);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("A probe of the processor was interrupted", interrupted);
    }
    return end - start;
  }
}
