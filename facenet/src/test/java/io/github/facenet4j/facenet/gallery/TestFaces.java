package io.github.facenet4j.facenet.gallery;

import io.github.facenet4j.facenet.Embeddings;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Made-up people. */
final class TestFaces {
  static final GalleryModel MODEL = new GalleryModel("sha256:abc", 32);

  private TestFaces() {}

  static float[] unit(SplittableRandom random, int size) {
    float[] vector = new float[size];
    for (int i = 0; i < size; i++) {
      vector[i] = (float) (random.nextDouble() - 0.5 + random.nextDouble() - 0.5);
    }
    return Embeddings.unit(vector);
  }

  /** A vector around another. */
  static float[] near(float[] centre, double spread, SplittableRandom random) {
    float[] moved = unit(random, centre.length);
    for (int i = 0; i < moved.length; i++) {
      moved[i] = (float) (centre[i] + spread * moved[i]);
    }
    return Embeddings.unit(moved);
  }

  static GalleryFace face(String person, int number, float[] embedding) {
    String source = person + "/" + number + ".jpg";
    return new GalleryFace(person, source, "hash of " + source, embedding);
  }

  /** So many people with so many faces each. */
  static List<GalleryFace> people(int people, int each, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<GalleryFace> faces = new ArrayList<>();
    for (int p = 0; p < people; p++) {
      float[] centre = unit(random, MODEL.embeddingSize());
      for (int i = 0; i < each; i++) {
        faces.add(face("person " + p, i, near(centre, 0.6, random)));
      }
    }
    return faces;
  }
}
