package io.github.facenet4j.facenet.examples;

import io.github.facenet4j.facenet.FaceDetector;
import io.github.facenet4j.facenet.FaceEmbedder;
import io.github.facenet4j.facenet.gallery.Gallery;
import io.github.facenet4j.facenet.gallery.GalleryFace;
import io.github.facenet4j.facenet.gallery.GalleryModel;
import io.github.facenet4j.facenet.image.DetectedFace;
import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The README's example of a gallery, compiled; DocumentsTest compares the two. */
public final class WhoIsIt {
  private WhoIsIt() {}

  /** Remembers a face and asks who another one is. */
  public static void main(String[] arguments) throws IOException {
    // example: gallery
    try (FaceDetector detector = FaceDetector.load(Path.of("mtcnn.safetensors"));
        FaceEmbedder embedder = FaceEmbedder.load(Path.of("mobileface-v2.safetensors"));
        Gallery gallery = Gallery.open(Path.of("people"), new GalleryModel("mobileface-v2", 256))) {
      RgbImage ada = ImageFiles.read(Path.of("ada.jpg"));
      float[] known = embedder.embed(ada, detector.detect(ada).get(0));
      gallery.add(List.of(new GalleryFace("Ada", "ada.jpg", "1", known)));
      RgbImage party = ImageFiles.read(Path.of("party.jpg"));
      for (DetectedFace face : detector.detect(party)) {
        System.out.println(gallery.search(embedder.embed(party, face), 3)); // nearest people
      }
    }
    // end of example
  }
}
