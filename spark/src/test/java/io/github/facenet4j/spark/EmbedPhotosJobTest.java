package io.github.facenet4j.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.FaceEmbedder;
import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.BuiltInModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job on Spark's local mode, against the same work on one machine without it. */
class EmbedPhotosJobTest {
  private static final int PHOTOS = 40;

  /** Last bits differ with the batch that a face is computed in. */
  private static final float ROUNDING = 1e-5f;

  @TempDir private Path folder;

  @Test
  void theRowsAreThoseOfOneMachine() throws IOException {
    Path weights = folder.resolve("facenet-lfw.safetensors");
    BuiltInModel.withFile(file -> Files.copy(file, weights, StandardCopyOption.REPLACE_EXISTING));
    Path photos = folder.resolve("photos");
    Map<String, float[]> expected = new HashMap<>();
    try (FaceEmbedder embedder = FaceEmbedder.loadOn("cpu", weights)) {
      for (int i = 0; i < PHOTOS; i++) {
        Path photo = photos.resolve("p" + i % 3).resolve(i + ".png");
        ImageFiles.writePng(picture(embedder.width(), embedder.height(), i), photo);
        expected.put(photo.toString(), embedder.embed(photo));
      }
    }
    Path broken = Files.writeString(photos.resolve("broken.jpg"), "no picture");
    Path out = folder.resolve("out");

    try (SparkSession session =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate()) {
      assertEquals(2, session.sparkContext().defaultParallelism());
      EmbedPhotosJob.main(
          new String[] {
            "--model",
            weights.toString(),
            "--partitions",
            "3",
            "--out",
            out.toString(),
            photos.toString()
          });
    }
    // The job has closed its session; the result is looked at in another.
    try (SparkSession session =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate()) {
      List<Row> rows = session.read().parquet(out.toString()).collectAsList();
      assertEquals(PHOTOS + 1, rows.size());
      for (Row row : rows) {
        String path = row.getString(row.fieldIndex("path"));
        if (path.equals(broken.toString())) {
          assertTrue(row.isNullAt(row.fieldIndex("embedding")));
          assertTrue(row.getString(row.fieldIndex("failure")).contains("is not an image"));
        } else {
          List<Float> values = row.getList(row.fieldIndex("embedding"));
          float[] embedding = new float[values.size()];
          for (int i = 0; i < embedding.length; i++) {
            embedding[i] = values.get(i);
          }
          assertArrayEquals(expected.remove(path), embedding, ROUNDING, path);
          assertTrue(row.isNullAt(row.fieldIndex("failure")));
        }
      }
      assertEquals(Map.of(), expected);
    }
  }

  private static RgbImage picture(int width, int height, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] samples = new byte[width * height * RgbImage.CHANNELS];
    random.nextBytes(samples);
    return RgbImage.of(width, height, samples);
  }
}
