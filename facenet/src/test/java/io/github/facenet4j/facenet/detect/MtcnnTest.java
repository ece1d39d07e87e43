package io.github.facenet4j.facenet.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.facenet4j.facenet.data.LandmarkTable;
import io.github.facenet4j.facenet.image.Alignment;
import io.github.facenet4j.facenet.image.ChannelOrder;
import io.github.facenet4j.facenet.image.DetectedFace;
import io.github.facenet4j.facenet.image.FaceLandmarks;
import io.github.facenet4j.facenet.image.ImageCanvas;
import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.image.ImagePoint;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.image.TestImages;
import io.github.facenet4j.facenet.testing.Goldens;
import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.io.SafetensorsFile;
import io.github.facenet4j.tensor.io.SafetensorsWriter;
import io.github.facenet4j.tensor.io.WeightsFormatException;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The three networks give what an independent program gives, and so does the whole cascade. */
class MtcnnTest {
  /** Every 89th of the 13,233 photos of LFW. */
  private static final int STRIDE = 89;

  static Stream<String> devices() {
    return TestDevices.all();
  }

  @ParameterizedTest
  @MethodSource("devices")
  void proposalsAreTheGoldenMap(String device) throws IOException {
    RgbImage image = ImageFiles.read(Goldens.require("golden/mtcnn/pnet.png"));
    // 35 rows: the canvas repeats the last one.
    ImageCanvas even = new ImageCanvas(image.width(), image.height() + 1);
    even.copy(image, 0, 0, image.width(), image.height(), 0, 1);
    even.copy(image, 0, 0, image.width(), image.height(), 0, 0);
    List<float[]> maps = run(device, MtcnnStages.proposal(), List.of(even.toImage()));
    int cellsWide = (image.width() - 10) / 2;
    int lastRow = (image.height() + 1 - 12) / 2;
    for (double[] row : Goldens.numbers(Goldens.require("golden/mtcnn/pnet.csv"), 0)) {
      if (row[0] == lastRow) {
        // Sees the repeated row, where the golden pools over what is left.
        continue;
      }
      int cell = (int) (row[0] * cellsWide + row[1]);
      assertEquals(row[2], score(maps.get(0), cell), 1e-5);
      for (int i = 0; i < 4; i++) {
        assertEquals(row[3 + i], maps.get(1)[4 * cell + i], 1e-5);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void refinementsAreTheGoldenOnes(String device) throws IOException {
    checkRegions(device, "rnet", MtcnnStages.refinement());
  }

  @ParameterizedTest
  @MethodSource("devices")
  void outputsAreTheGoldenOnes(String device) throws IOException {
    checkRegions(device, "onet", MtcnnStages.output());
  }

  private static void checkRegions(String device, String name, List<Layer> layers)
      throws IOException {
    List<double[]> expected = Goldens.numbers(Goldens.require("golden/mtcnn/" + name + ".csv"), 1);
    List<RgbImage> images = new ArrayList<>();
    for (int i = 0; i < expected.size(); i++) {
      images.add(ImageFiles.read(Goldens.require("golden/mtcnn/" + name + "_" + i + ".png")));
    }
    List<float[]> answers = run(device, layers, images);
    for (int i = 0; i < expected.size(); i++) {
      double[] row = expected.get(i);
      assertEquals(row[0], score(answers.get(0), i), 1e-5);
      for (int column = 1; column < row.length; column++) {
        float[] answer = column <= 4 ? answers.get(1) : answers.get(2);
        int at = column <= 4 ? 4 * i + column - 1 : 10 * i + column - 5;
        assertEquals(row[column], answer[at], 1e-5, name + "_" + i + ", column " + column);
      }
    }
  }

  private static double score(float[] logits, int at) {
    return 1 / (1 + Math.exp((double) logits[2 * at] - logits[2 * at + 1]));
  }

  private static List<float[]> run(String device, List<Layer> layers, List<RgbImage> images)
      throws IOException {
    try (Backend backend = TestDevices.open(device);
        MemoryScope scope = MemoryScope.root(backend, "test");
        SafetensorsFile weights = SafetensorsFile.open(weights())) {
      RgbImage first = images.get(0);
      float[] pixels = new float[images.size() * first.sampleCount()];
      float[] mean = {127.5f, 127.5f, 127.5f};
      float[] scale = {0.0078125f, 0.0078125f, 0.0078125f};
      for (int i = 0; i < images.size(); i++) {
        images.get(i).toFloats(pixels, i * first.sampleCount(), ChannelOrder.RGB, mean, scale);
      }
      return new MtcnnStage(layers, weights, scope)
          .run(Shape.nhwc(images.size(), first.height(), first.width(), 3), pixels);
    }
  }

  private static Path weights() {
    return Goldens.require("mtcnn.safetensors");
  }

  /** On average half a pixel from the stored landmarks, and no face is missed. */
  @ParameterizedTest
  @MethodSource("fastDevices")
  void findsTheFacesOfLfwWhereTheyAreStored(String device) throws IOException {
    LandmarkTable table = LandmarkTable.read(Goldens.require("lfw/landmarks.csv"));
    try (Backend backend = TestDevices.open(device);
        MemoryScope scope = MemoryScope.root(backend, "test");
        CsvReader<NamedCsvRecord> rows =
            CsvReader.builder().ofNamedCsvRecord(Goldens.require("lfw/landmarks.csv"))) {
      FaceFinder finder =
          new FaceFinder(
              Mtcnn.load(weights(), MtcnnSettings.DEFAULT, scope),
              FaceChoice.CENTRAL,
              Alignment.LANDMARKS);
      double error = 0;
      int faces = 0;
      int row = 0;
      for (NamedCsvRecord record : rows) {
        if (row++ % STRIDE == 0) {
          Path image = Goldens.require("lfw/" + record.getField("path"));
          error += distance(table.of(image), finder.locate(image, ImageFiles.read(image)));
          faces++;
        }
      }
      assertEquals(149, faces);
      assertTrue(error / faces < 0.5, "mean landmark error " + error / faces + " pixels");
    }
  }

  static Stream<String> fastDevices() {
    return TestDevices.all().filter(device -> !device.equals("reference"));
  }

  private static double distance(FaceLandmarks a, FaceLandmarks b) {
    double sum = 0;
    for (int i = 0; i < FaceLandmarks.POINTS; i++) {
      ImagePoint p = a.points().get(i);
      ImagePoint q = b.points().get(i);
      sum += Math.hypot(p.x() - q.x(), p.y() - q.y()) / FaceLandmarks.POINTS;
    }
    return sum;
  }

  /** A large picture goes through several canvases, in pieces. */
  @Test
  void findsEveryFaceOfALargePicture() throws IOException {
    RgbImage portrait =
        ImageFiles.read(Goldens.require("lfw/images/George_W_Bush/George_W_Bush_0001.jpg"));
    ImageCanvas canvas = new ImageCanvas(1500, 1000);
    for (int i = 0; i < 24; i++) {
      canvas.copy(portrait, 0, 0, 250, 250, i % 6 * 250, i / 6 * 250);
    }
    try (Backend backend = TestDevices.open("cpu");
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Mtcnn mtcnn = Mtcnn.load(weights(), MtcnnSettings.DEFAULT, scope);
      List<DetectedFace> alone = mtcnn.detect(portrait);
      List<DetectedFace> all = mtcnn.detect(canvas.toImage());
      assertEquals(1, alone.size());
      for (int i = 0; i < 24; i++) {
        double x = alone.get(0).centre().x() + i % 6 * 250;
        double y = alone.get(0).centre().y() + i / 6 * 250;
        assertTrue(
            all.stream().anyMatch(f -> Math.hypot(f.centre().x() - x, f.centre().y() - y) < 6),
            "the face at " + x + ", " + y);
      }
    }
  }

  @Test
  void saysThatThereIsNoFace() throws IOException {
    try (Backend backend = TestDevices.open("cpu");
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      Mtcnn mtcnn = Mtcnn.load(weights(), MtcnnSettings.DEFAULT, scope);
      FaceFinder finder = new FaceFinder(mtcnn, FaceChoice.LARGEST, Alignment.LANDMARKS);
      for (RgbImage photo : List.of(TestImages.noise(120, 90, 1), RgbImage.filled(1, 1, 9, 9, 9))) {
        String message =
            assertThrows(FaceNotFoundException.class, () -> finder.find(photo, "a.jpg"))
                .getMessage();
        assertTrue(
            message.startsWith("No face was found in 'a.jpg' (" + photo.sizeText()), message);
      }
    }
  }

  @Test
  void refusesOtherWeights(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("other.safetensors");
    SafetensorsWriter writer = new SafetensorsWriter();
    writer.add("pnet.conv1.weight", Shape.of(10, 3, 5, 5), () -> new float[750]);
    writer.write(file);
    try (Backend backend = TestDevices.open("cpu");
        MemoryScope scope = MemoryScope.root(backend, "test")) {
      String message =
          assertThrows(
                  WeightsFormatException.class,
                  () -> Mtcnn.load(file, MtcnnSettings.DEFAULT, scope))
              .getMessage();
      assertTrue(message.contains("is no MTCNN face detector"), message);
      assertTrue(message.contains("must be 10x3x3x3, found 10x3x5x5"), message);
    }
  }
}
