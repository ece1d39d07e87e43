package io.github.facenet4j.facenet.gallery;

/**
 * What made a gallery's embeddings: embeddings of two models cannot be compared.
 *
 * @param id equal for equal weights, such as their checksum
 * @param embeddingSize numbers of one embedding
 */
public record GalleryModel(String id, int embeddingSize) {

  /** Checks the size. */
  public GalleryModel {
    if (embeddingSize < 1 || id.isBlank()) {
      throw new IllegalArgumentException(
          "A model needs an id and a positive embedding size, got '"
              + id
              + "' and "
              + embeddingSize);
    }
  }

  @Override
  public String toString() {
    return id + " (" + embeddingSize + " numbers)";
  }
}
