package io.github.facenet4j.facenet.data;

/** Hears how far a loader is. */
@FunctionalInterface
public interface LoadProgress {
  /** Hears nothing. */
  LoadProgress SILENT = (done, total) -> {};

  /**
   * Called after each image, by one thread at a time, with {@code done} rising by one.
   *
   * @param done images loaded so far
   * @param total images to load
   */
  void loaded(int done, int total);
}
