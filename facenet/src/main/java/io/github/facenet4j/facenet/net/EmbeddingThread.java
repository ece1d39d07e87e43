package io.github.facenet4j.facenet.net;

import io.github.facenet4j.facenet.image.ImageWorkers;
import io.github.facenet4j.tensor.MemoryScope;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A thread that computes batch after batch, so that the device has the next one at hand while
 * others prepare input and use results. Used by one other thread.
 */
public final class EmbeddingThread implements AutoCloseable {
  /** One is computed, the other is the next. */
  private static final int BATCHES_IN_FLIGHT = 2;

  private final Network network;
  private final MemoryScope scope;
  private final Deque<Batch> inFlight = new ArrayDeque<>();
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

  /** What the network makes of a batch, and who wants it. */
  private record Batch(Future<float[]> outputs, Consumer<float[]> user) {}

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
   * Hands in a batch; where that makes two, waits for the older one and hands its output out.
   *
   * @param batch number of images
   * @param images NHWC, as {@link InputSpec} makes them; not changed until the output is there
   * @param user gets the network's output, [batch, embedding], in the caller's thread of this call
   *     or a later one, in the order of the batches
   */
  public void embed(int batch, float[] images, Consumer<float[]> user) {
    Future<float[]> outputs = thread.submit(() -> network.embed(scope, batch, images));
    inFlight.add(new Batch(outputs, user));
    if (inFlight.size() == BATCHES_IN_FLIGHT) {
      handOut();
    }
  }

  /** Waits for all batches and hands their outputs out. */
  public void finish() {
    while (!inFlight.isEmpty()) {
      handOut();
    }
  }

  private void handOut() {
    Batch oldest = inFlight.remove();
    oldest.user.accept(ImageWorkers.await(oldest.outputs));
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
