package io.github.facenet4j.facenet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.data.LandmarkTable;
import io.github.facenet4j.facenet.detect.MtcnnSettings;
import io.github.facenet4j.facenet.image.Aligner;
import io.github.facenet4j.facenet.image.DetectedFace;
import io.github.facenet4j.facenet.image.FaceTemplate;
import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.Calibration;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.testing.Goldens;
import io.github.facenet4j.facenet.testing.TinyModels;
import io.github.facenet4j.tensor.spi.BackendUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaceEmbedderTest {
  private static final Calibration CALIBRATION = new Calibration(1.2, 0.001, "a test");

  @TempDir private Path folder;

  private FaceEmbedder load() throws IOException {
    Path model =
        TinyModels.save(folder.resolve("m.safetensors"), ModelMetadata.empty().with(CALIBRATION));
    return FaceEmbedder.loadOn("reference", model);
  }

  private Path crop(int seed) {
    return TinyModels.crop(folder.resolve(seed + ".png"), seed);
  }

  @Test
  void embeddingsHaveLengthOneAndFilesAndPicturesAgree() throws Exception {
    try (FaceEmbedder embedder = load()) {
      float[] ofFile = embedder.embed(crop(1));
      float[] ofPicture = embedder.embed(ImageIO.read(crop(1).toFile()));

      assertEquals(embedder.embeddingSize(), ofFile.length);
      assertEquals(1, FaceEmbedder.distance(ofFile, new float[ofFile.length]), 1e-6);
      assertArrayEquals(ofFile, ofPicture);
      assertEquals(0, FaceEmbedder.distance(ofFile, ofPicture));
      assertTrue(FaceEmbedder.distance(ofFile, embedder.embed(crop(2))) > 0);
    }
  }

  @Test
  void saysWhatItTakesAndWhereItRuns() throws IOException {
    try (FaceEmbedder embedder = load()) {
      assertEquals(48, embedder.width());
      assertEquals(48, embedder.height());
      assertEquals("reference", embedder.device());
      assertEquals(Optional.of(CALIBRATION), embedder.calibration());
    }
  }

  @Test
  void severalThreadsGetWhatOneGets() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (FaceEmbedder embedder = load()) {
      List<float[]> expected = new ArrayList<>();
      for (int seed = 0; seed < 4; seed++) {
        expected.add(embedder.embed(crop(seed)));
      }
      List<Future<float[]>> found = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        Path crop = folder.resolve(i % 4 + ".png");
        found.add(threads.submit(() -> embedder.embed(crop)));
      }
      for (int i = 0; i < found.size(); i++) {
        assertArrayEquals(expected.get(i % 4), found.get(i).get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Crops are taken as embeddings are asked for, a batch ahead at most. */
  @Test
  void aStreamIsEmbeddedInOrderAndLazily() throws IOException {
    List<Integer> taken = new ArrayList<>();
    try (FaceEmbedder embedder = load()) {
      Stream<RgbImage> crops =
          IntStream.range(0, 1_000_000)
              .peek(taken::add)
              .mapToObj(i -> ImageFiles.read(crop(i % 3)));
      List<float[]> found = embedder.embedAll(crops).limit(40).toList();
      assertTrue(taken.size() <= 64, "taken ahead: " + taken.size());
      for (int i = 0; i < found.size(); i++) {
        assertArrayEquals(embedder.embed(crop(i % 3)), found.get(i), 1e-6f);
      }
      assertEquals(0, embedder.embedAll(Stream.empty()).count());
    }
  }

  @Test
  void aVerdictComesFromTheModelsThreshold() throws IOException {
    try (FaceEmbedder embedder = load()) {
      float[] one = embedder.embed(crop(1));
      Verification same = embedder.verify(one, one);
      assertEquals(new Verification(0, 1.2, 0.001), same);
      assertTrue(same.samePerson());
      assertFalse(new Verification(1.2, 1.2, 0.001).samePerson());
    }
    Path bare = TinyModels.save(folder.resolve("bare.safetensors"), ModelMetadata.empty());
    try (FaceEmbedder embedder = FaceEmbedder.loadOn("reference", bare)) {
      float[] one = embedder.embed(crop(1));
      assertThrows(IllegalStateException.class, () -> embedder.verify(one, one));
    }
  }

  @Test
  void aFoundFaceIsAlignedAndEmbedded() throws IOException {
    Path bush = Goldens.require("lfw/images/George_W_Bush/George_W_Bush_0001.jpg");
    RgbImage photo = ImageFiles.read(bush);
    try (FaceDetector detector =
            FaceDetector.loadOn(
                "cpu", Goldens.require("mtcnn.safetensors"), MtcnnSettings.DEFAULT);
        FaceEmbedder embedder =
            FaceEmbedder.loadOn("cpu", Goldens.require("mobileface-v2.safetensors"))) {
      List<DetectedFace> faces = detector.detect(bush);
      float[] found = embedder.embed(photo, faces.get(0));
      LandmarkTable table = LandmarkTable.read(Goldens.require("lfw/landmarks.csv"));
      float[] stored =
          embedder.embed(Aligner.align(photo, table.of(bush), FaceTemplate.MOBILEFACE_112X112));
      assertTrue(FaceEmbedder.distance(found, stored) < 0.05);
      assertTrue(embedder.verify(found, stored).samePerson());
    }
  }

  @Test
  void missingDeviceAndBrokenWeightsAreSaidAtOnce() {
    Path broken =
        TinyModels.saveChanged(
            folder.resolve("broken.safetensors"), t -> t.name().equals("fc.weight") ? null : t);

    assertThrows(
        BackendUnavailableException.class, () -> FaceEmbedder.loadOn("opencl:77:7", broken));
    Exception refused =
        assertThrows(IOException.class, () -> FaceEmbedder.loadOn("reference", broken));
    assertTrue(refused.getMessage().contains("fc.weight"), refused.getMessage());
  }
}
