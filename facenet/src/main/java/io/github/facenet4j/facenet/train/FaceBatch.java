package io.github.facenet4j.facenet.train;

/**
 * Which faces make up one training batch.
 *
 * @param faces numbers of the faces in the data
 * @param identities identity of each, the label of triplet selection
 * @param viewSeeds seed of each face's random view
 * @param repeats faces that show a photograph already in the batch, in another view
 */
public record FaceBatch(int[] faces, int[] identities, long[] viewSeeds, int repeats) {

  /** Number of faces. */
  public int size() {
    return faces.length;
  }
}
