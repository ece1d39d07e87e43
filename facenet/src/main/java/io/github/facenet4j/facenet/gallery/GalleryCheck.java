package io.github.facenet4j.facenet.gallery;

import java.util.List;

/**
 * What a check or a repair found.
 *
 * @param faces whole ones that are there
 * @param lost so many are not readable; −1 where that cannot be told
 * @param damages one line for each damaged file or face
 */
public record GalleryCheck(long faces, long lost, List<String> damages) {
  /** Copies the list. */
  public GalleryCheck {
    damages = List.copyOf(damages);
  }

  /** Whether nothing is damaged. */
  public boolean isSound() {
    return damages.isEmpty();
  }
}
