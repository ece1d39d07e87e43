package io.github.facenet4j.facenet.train;

import io.github.facenet4j.facenet.data.LabeledFaces;
import io.github.facenet4j.facenet.image.Augmentation;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.InputSpec;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/** Renders the next batch while the device works on this one. */
final class BatchLoader implements AutoCloseable {
  private static final long WATCH_MILLIS = 200;

  private final LabeledFaces data;
  private final InputSpec input;
  private final Augmentation augmentation;
  private final BatchSource source;
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "batch-loader");
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((ended, cause) -> lost = cause);
            return thread;
          });
  private Future<LoadedBatch> next;

  /**
   * What ended the thread amid a batch: with no memory left, not even a future can be completed.
   */
  private volatile Throwable lost;

  private long nextStep = -1;

  BatchLoader(LabeledFaces data, InputSpec input, Augmentation augmentation, BatchSource source) {
    this.data = data;
    this.input = input;
    this.augmentation = augmentation;
    this.source = source;
  }

  /** The batch of this step; starts on the next one. */
  LoadedBatch load(long step) {
    Future<LoadedBatch> current =
        step == nextStep && next != null ? next : executor.submit(() -> render(step));
    nextStep = step + 1;
    long following = nextStep;
    next = source.isKnown(following) ? executor.submit(() -> render(following)) : null;
    try {
      while (true) {
        try {
          return current.get(WATCH_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException notYet) {
          if (lost != null) {
            throw new ExecutionException(lost);
          }
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a batch was prepared", interrupted);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (failed.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException("A batch could not be prepared", failed.getCause());
    }
  }

  private LoadedBatch render(long step) {
    FaceBatch batch = source.batch(step);
    RgbImage[] views = new RgbImage[batch.size()];
    IntStream.range(0, batch.size())
        .parallel()
        .forEach(
            slot -> {
              SplittableRandom random = new SplittableRandom(batch.viewSeeds()[slot]);
              views[slot] = data.view(batch.faces()[slot], augmentation, random);
            });
    return new LoadedBatch(batch, views, input);
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
