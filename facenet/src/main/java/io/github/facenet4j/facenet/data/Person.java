package io.github.facenet4j.facenet.data;

import java.nio.file.Path;
import java.util.List;

/**
 * An identity and its pictures.
 *
 * @param name folder name, unique within a dataset
 * @param images image files in order of their names, at least one
 */
public record Person(String name, List<Path> images) {

  /** Copies the list. */
  public Person {
    images = List.copyOf(images);
    if (images.isEmpty()) {
      throw new IllegalArgumentException("Person '" + name + "' needs at least one image");
    }
  }
}
