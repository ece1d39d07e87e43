package io.github.facenet4j.facenet.gallery;

import io.github.facenet4j.facenet.Embeddings;

/**
 * A face of a named person.
 *
 * @param person name, 1 to 500 characters without control characters
 * @param source where the face is from, such as the photo's path
 * @param contentHash equal for equal photos: the same photo of the same person is kept once
 * @param embedding length 1
 */
public record GalleryFace(String person, String source, String contentHash, float[] embedding) {
  private static final int MOST_CHARACTERS = 500;

  /** Checks name and embedding, which is not copied. */
  public GalleryFace {
    if (person.isBlank()
        || person.length() > MOST_CHARACTERS
        || person.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "A person's name has 1 to "
              + MOST_CHARACTERS
              + " characters without control characters, got "
              + person.length()
              + " characters");
    }
    requireUnit(embedding, source);
  }

  /** Checks an embedding, such as one that is searched for. */
  static void requireUnit(float[] embedding, String source) {
    if (!Embeddings.isUnit(embedding)) {
      throw new IllegalArgumentException(
          "The embedding of '"
              + source
              + "' must have length 1, its square is "
              + Embeddings.squaredLength(embedding)
              + "; check the weights for NaN, and normalise the network's output");
    }
  }
}
