package io.github.facenet4j.facenet.net;

import io.github.facenet4j.tensor.MemoryScope;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A thread that computes batch after batch, so that the device has the next one at hand while
 * others prepare input and use results.
 */
public final class EmbeddingThread implements AutoCloseable {
  /** With so many handed in the oldest is awaited: one is computed, the other is the next. */
  public static final int BATCHES_IN_FLIGHT = 2;

  private final Network network;
  private final MemoryScope scope;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> {
            Thread made = new Thread(task, "facenet-embeddings");
            made.setDaemon(true);
            return made;
          });

  /**
   * Starts the thread.
   *
   * @param network bound, for inference
   * @param scope on the network's device; used by this thread alone until it is closed
   */
  public EmbeddingThread(Network network, MemoryScope scope) {
    this.network = network;
    this.scope = scope;
  }

  /**
   * Hands in a batch.
   *
   * @param batch number of images
   * @param images NHWC, as {@link InputSpec} makes them; not changed until the result is there
   * @return the network's output, [batch, embedding]
   */
  public Future<float[]> embed(int batch, float[] images) {
    return thread.submit(() -> network.embed(scope, batch, images));
  }

  /**
   * Ends the thread once the batch that is being computed is done, because its memory is the
   * caller's; batches behind it are given up.
   */
  @Override
  public void close() {
    // Not interrupted: that would close the files of kernels that are being compiled.
    thread.getQueue().clear();
    thread.shutdown();
    boolean interrupted = false;
    while (!thread.isTerminated()) {
      try {
        thread.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
      } catch (InterruptedException told) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
