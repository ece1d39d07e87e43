package io.github.facenet4j.facenet;

import io.github.facenet4j.facenet.image.ImageWorkers;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.EmbeddingThread;
import io.github.facenet4j.facenet.net.InputSpec;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.tensor.MemoryScope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Embeds many images: while the device computes one batch, processor threads decode and align the
 * next ones, at most {@value #BATCHES_AHEAD} of them, so memory stays bounded.
 */
public final class EmbeddingPipeline {
  private static final int BATCHES_AHEAD = 3;

  /** What is embedded of each face. */
  public enum Views {
    /** The crop. */
    CROP,
    /** The crop and its mirror image; the two outputs are added. */
    CROP_AND_MIRROR
  }

  /** Takes the results in the order of the images. */
  @FunctionalInterface
  public interface Sink {
    /**
     * One image is done.
     *
     * @param index of the image
     * @param output of the network, as its head makes it
     */
    void accept(int index, float[] output);
  }

  /** Images that are being turned into one input of the network. */
  private record Batch(int first, int images, float[] input, List<Future<?>> pending) {}

  private final Network network;
  private final MemoryScope scope;
  private final int batchSize;
  private final Views views;

  /**
   * A pipeline into one network.
   *
   * @param network bound
   * @param scope on the network's device
   * @param batchSize images embedded at a time
   */
  public EmbeddingPipeline(Network network, MemoryScope scope, int batchSize, Views views) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("A batch needs at least 1 image, got " + batchSize);
    }
    this.network = network;
    this.scope = scope;
    this.batchSize = batchSize;
    this.views = views;
  }

  /**
   * Embeds all images.
   *
   * @param images anything that {@code crop} turns into an aligned crop
   * @param crop called from several threads
   * @param sink called from this thread
   * @throws RuntimeException the first one that {@code crop} threw, in order of the images
   */
  public <T> void run(List<T> images, Function<? super T, RgbImage> crop, Sink sink) {
    try (ImageWorkers workers = new ImageWorkers();
        EmbeddingThread thread = new EmbeddingThread(network, scope)) {
      Deque<Batch> ahead = new ArrayDeque<>();
      int submitted = 0;
      while (submitted < images.size() || !ahead.isEmpty()) {
        while (submitted < images.size() && ahead.size() < BATCHES_AHEAD) {
          int end = Math.min(images.size(), submitted + batchSize);
          ahead.add(submit(workers, submitted, images.subList(submitted, end), crop));
          submitted = end;
        }
        Batch next = ahead.remove();
        try {
          next.pending().forEach(ImageWorkers::await);
        } catch (RuntimeException | Error failed) {
          thread.finish();
          throw failed;
        }
        thread.embed(
            next.images() * perImage(), next.input(), outputs -> handOut(next, outputs, sink));
      }
      thread.finish();
    }
  }

  private <T> Batch submit(
      ImageWorkers workers, int first, List<T> images, Function<? super T, RgbImage> crop) {
    InputSpec spec = network.input();
    float[] input = new float[spec.shape(images.size() * perImage()).intElements()];
    List<Future<?>> pending = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      T image = images.get(i);
      int slot = i * perImage();
      pending.add(
          workers.submit(
              () -> {
                RgbImage face = crop.apply(image);
                spec.write(face, input, slot);
                if (views == Views.CROP_AND_MIRROR) {
                  spec.write(face.mirrored(), input, slot + 1);
                }
              }));
    }
    return new Batch(first, images.size(), input, pending);
  }

  private int perImage() {
    return views == Views.CROP ? 1 : 2;
  }

  private void handOut(Batch batch, float[] outputs, Sink sink) {
    int size = network.embeddingSize();
    for (int i = 0; i < batch.images(); i++) {
      int from = i * perImage() * size;
      float[] output = Arrays.copyOfRange(outputs, from, from + size);
      if (views == Views.CROP_AND_MIRROR) {
        for (int e = 0; e < size; e++) {
          output[e] += outputs[from + size + e];
        }
      }
      sink.accept(batch.first() + i, output);
    }
  }
}
