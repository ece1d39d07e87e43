package io.github.facenet4j.facenet.data;

import io.github.facenet4j.facenet.image.Augmentation;
import io.github.facenet4j.facenet.image.RgbImage;
import java.util.random.RandomGenerator;

/**
 * Faces of known people, aligned to one crop size: what a trainer draws its batches from.
 *
 * <p>Faces are numbered 0..size−1, identities 0..identities−1; every identity has a face. Safe to
 * call from many threads.
 */
public interface LabeledFaces {

  /** Number of faces. */
  int size();

  /** Number of identities. */
  int identities();

  /** The identity of a face. */
  int identityOf(int face);

  /** What an identity is called. */
  String identityName(int identity);

  /** Columns of every crop. */
  int width();

  /** Rows of every crop. */
  int height();

  /** The aligned crop of a face, unchanged. */
  RgbImage crop(int face);

  /**
   * A random view of a face.
   *
   * @param random source of the choices; equal seeds give equal views
   */
  RgbImage view(int face, Augmentation augmentation, RandomGenerator random);

  /** The faces of every identity: {@code facesByIdentity()[identity]} in ascending order. */
  default int[][] facesByIdentity() {
    int[] counts = new int[identities()];
    for (int face = 0; face < size(); face++) {
      counts[identityOf(face)]++;
    }
    int[][] faces = new int[identities()][];
    for (int identity = 0; identity < faces.length; identity++) {
      faces[identity] = new int[counts[identity]];
      counts[identity] = 0;
    }
    for (int face = 0; face < size(); face++) {
      int identity = identityOf(face);
      faces[identity][counts[identity]++] = face;
    }
    return faces;
  }
}
