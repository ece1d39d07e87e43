package io.github.facenet4j.facenet.image;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that prepare images, one a processor, while another thread uses what they made. */
public final class ImageWorkers implements AutoCloseable {
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          Runtime.getRuntime().availableProcessors(),
          task -> {
            Thread thread = new Thread(task, "facenet-images");
            thread.setDaemon(true);
            return thread;
          });

  /** Has something done, for its effect. */
  public Future<?> submit(Runnable work) {
    return threads.submit(work);
  }

  /** Has something made. */
  public <T> Future<T> submit(Callable<T> work) {
    return threads.submit(work);
  }

  /**
   * Waits for what is being made.
   *
   * @throws RuntimeException that making it threw, or an {@link Error}
   * @throws IllegalStateException when it threw another exception, or this thread was interrupted
   */
  public static <T> T await(Future<T> task) {
    try {
      return task.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (failed.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException("Preparing an image failed", failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Embedding was interrupted", stopped);
    }
  }

  /** Ends the threads; what is not made yet is given up. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
