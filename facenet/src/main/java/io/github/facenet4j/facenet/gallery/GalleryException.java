package io.github.facenet4j.facenet.gallery;

import org.jspecify.annotations.Nullable;

/** A gallery cannot be used as asked; the message says in one line why and what to do. */
public final class GalleryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GalleryException(String message) {
    super(message);
  }

  GalleryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
