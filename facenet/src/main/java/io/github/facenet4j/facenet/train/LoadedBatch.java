package io.github.facenet4j.facenet.train;

import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.InputSpec;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * A batch whose views are drawn. They stay bytes, a quarter of the numbers they become: two batches
 * of 1,800 faces of 96×96, this one and the next, take 100 MB.
 */
final class LoadedBatch {
  private final FaceBatch batch;
  private final RgbImage[] views;
  private final InputSpec input;
  private float[] pixels = {};

  LoadedBatch(FaceBatch batch, RgbImage[] views, InputSpec input) {
    this.batch = batch;
    this.views = views;
    this.input = input;
  }

  /** Who is on the faces. */
  FaceBatch batch() {
    return batch;
  }

  /** Faces first … first+count−1 as the network takes them, [count,H,W,3]. */
  Tensor images(MemoryScope scope, int first, int count) {
    int length = input.shape(count).intElements();
    pixels = pixels.length == length ? pixels : new float[length];
    float[] target = pixels;
    IntStream.range(0, count)
        .parallel()
        .forEach(slot -> input.write(views[first + slot], target, slot));
    return scope.floats(input.shape(count), target);
  }
}
