package io.github.facenet4j.facenet.examples;

import io.github.facenet4j.facenet.FaceEmbedder;
import java.io.IOException;
import java.nio.file.Path;

/** The README's example, compiled; DocumentsTest compares the two. */
public final class EmbedTwoFaces {
  private EmbedTwoFaces() {}

  /** Prints the distance of two faces. */
  public static void main(String[] arguments) throws IOException {
    // example: embed
    try (FaceEmbedder embedder = FaceEmbedder.load(Path.of("mobileface-v2.safetensors"))) {
      float[] a = embedder.embed(Path.of("a.png"));
      float[] b = embedder.embed(Path.of("b.png"));
      System.out.println(FaceEmbedder.distance(a, b)); // squared: 0 the same, 4 opposite
    }
    // end of example
  }
}
