package io.github.facenet4j.tensor.cpu;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Threads that share the tasks of an op with the thread that called it.
 *
 * <p>How work is cut into tasks is the op's business and never depends on the number of threads;
 * which thread takes which task is left to chance. Several callers may run ops at the same time. A
 * task that runs tasks itself does so alone, in order.
 */
final class WorkPool implements AutoCloseable {
  /** Polls before a thread without work sleeps; waking it costs about as much (tens of µs). */
  private static final int SPINS = 2000;

  private final LinkedBlockingQueue<Job> queue = new LinkedBlockingQueue<>();
  private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);
  private final ThreadLocal<Boolean> busy = ThreadLocal.withInitial(() -> Boolean.FALSE);
  private final Thread[] workers;
  private final int spins;
  private volatile boolean closed;

  /** One op call in progress. */
  private static final class Job {
    final IntConsumer body;
    final int tasks;
    final Thread owner;
    final AtomicInteger next = new AtomicInteger();
    final AtomicInteger unfinished;
    volatile Throwable failure;

    Job(int tasks, IntConsumer body) {
      this.body = body;
      this.tasks = tasks;
      this.owner = Thread.currentThread();
      this.unfinished = new AtomicInteger(tasks);
    }

    void work() {
      for (int task = next.getAndIncrement(); task < tasks; task = next.getAndIncrement()) {
        try {
          if (failure == null) {
            body.accept(task);
          }
        } catch (Throwable thrown) {
          failure = thrown;
        } finally {
          if (unfinished.decrementAndGet() == 0) {
            LockSupport.unpark(owner);
          }
        }
      }
    }
  }

  /**
   * Starts the helpers.
   *
   * @param threads how many threads work on an op, the caller included
   */
  WorkPool(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("A pool needs at least 1 thread, got " + threads);
    }
    spins = threads <= Runtime.getRuntime().availableProcessors() ? SPINS : 0;
    workers = new Thread[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Thread(this::serve, "facenet4j-cpu-" + (i + 1));
      workers[i].setDaemon(true);
      workers[i].start();
    }
  }

  int threads() {
    return workers.length + 1;
  }

  /** The calling thread's working arrays. */
  Scratch scratch() {
    return scratch.get();
  }

  /** Runs {@code body} for 0 … tasks−1, in any order and on any thread, and waits for all. */
  void run(int tasks, IntConsumer body) {
    if (closed) {
      throw new IllegalStateException("The cpu backend is closed; open it again");
    }
    if (tasks <= 1 || workers.length == 0 || busy.get()) {
      for (int task = 0; task < tasks; task++) {
        body.accept(task);
      }
      return;
    }
    Job job = new Job(tasks, body);
    for (int i = Math.min(workers.length, tasks - 1); i > 0; i--) {
      queue.add(job);
    }
    busy.set(Boolean.TRUE);
    try {
      job.work();
    } finally {
      busy.set(Boolean.FALSE);
    }
    await(job);
  }

  private void await(Job job) {
    for (int i = 0; i < spins && job.unfinished.get() > 0; i++) {
      Thread.onSpinWait();
    }
    boolean interrupted = false;
    while (job.unfinished.get() > 0) {
      LockSupport.park(job);
      interrupted |= Thread.interrupted(); // a set flag would turn parking into spinning
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (job.failure instanceof RuntimeException failure) {
      throw failure;
    }
    if (job.failure instanceof Error failure) {
      throw failure;
    }
  }

  private void serve() {
    busy.set(Boolean.TRUE);
    while (!closed) {
      Job job = queue.poll();
      for (int i = 0; i < spins && job == null; i++) {
        Thread.onSpinWait();
        job = queue.poll();
      }
      try {
        (job == null ? queue.take() : job).work();
      } catch (InterruptedException told) {
        return; // only close() interrupts
      }
    }
  }

  /** Ends the helpers; ops called afterwards fail. */
  @Override
  public void close() {
    closed = true;
    for (Thread worker : workers) {
      worker.interrupt();
    }
  }
}
