package io.github.facenet4j.facenet.report;

import io.github.facenet4j.facenet.image.RgbImage;
import java.util.List;

/**
 * Groups of pictures, such as pairs.
 *
 * @param caption what the pictures show
 * @param groups in reading order
 */
public record Gallery(String caption, List<Group> groups) implements Part {

  /**
   * Pictures that belong together.
   *
   * @param pictures side by side
   * @param label under the pictures; may be empty
   */
  public record Group(List<Picture> pictures, String label) {
    /** Copies the list. */
    public Group {
      pictures = List.copyOf(pictures);
    }
  }

  /**
   * One picture.
   *
   * @param image shown enlarged to a legible size
   * @param description for those who do not see it
   */
  public record Picture(RgbImage image, String description) {}

  /** Copies the list. */
  public Gallery {
    groups = List.copyOf(groups);
  }
}
