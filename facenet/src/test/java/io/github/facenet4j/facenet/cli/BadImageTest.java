package io.github.facenet4j.facenet.cli;

import static io.github.facenet4j.facenet.cli.CommandLineRun.fails;
import static io.github.facenet4j.facenet.cli.CommandLineRun.line;

import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.testing.TinyModels;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that cannot be embedded end the verb with one line that names them. */
class BadImageTest {
  @TempDir private Path folder;
  private List<String> embed;
  private Path crop;

  @BeforeEach
  void write() {
    Path model = TinyModels.save(folder.resolve("m.safetensors"), ModelMetadata.empty());
    embed = List.of("embed", "--device", "reference", "--model", model.toString());
    crop = TinyModels.crop(folder.resolve("crop.png"), 1);
  }

  @Test
  void missing() {
    String none = folder.resolve("none.png").toString();

    fails("'" + none + "' does not exist", line(embed, crop.toString(), none));
  }

  @Test
  void notAnImage() throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "not a picture");

    fails("is not an image", line(embed, text.toString()));
  }

  @Test
  void truncated() throws IOException {
    byte[] whole = Files.readAllBytes(crop);
    Path half = Files.write(folder.resolve("half.png"), Arrays.copyOf(whole, whole.length / 2));

    fails("truncated or corrupt", line(embed, half.toString()));
  }

  @Test
  void bombIsRefusedBeforeItIsDecoded() throws IOException {
    Path bomb = Files.write(folder.resolve("bomb.png"), declaring(60_000));

    fails("60000x60000", line(embed, bomb.toString()));
  }

  /** A PNG of a few bytes that declares so many rows and columns. */
  private static byte[] declaring(int side) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream png = new DataOutputStream(bytes);
    png.writeLong(0x89504E470D0A1A0AL);
    ByteBuffer header = ByteBuffer.allocate(17).put("IHDR".getBytes(StandardCharsets.US_ASCII));
    header.putInt(side).putInt(side).put((byte) 8).put((byte) 2);
    CRC32 crc = new CRC32();
    crc.update(header.array());
    png.writeInt(13);
    png.write(header.array());
    png.writeInt((int) crc.getValue());
    return bytes.toByteArray();
  }

  @Test
  void cropOfAnotherSize() {
    Path large = folder.resolve("large.png");
    ImageFiles.writePng(TinyModels.noise(50, 40, new SplittableRandom(1)), large);

    fails("50x40", line(embed, large.toString()));
    fails("50x40", line(embed, "--aligned", large.toString()));
  }

  @Test
  void withoutLandmarks() throws IOException {
    Files.writeString(
        folder.resolve("landmarks.csv"),
        "path,eye_left_x,eye_left_y,eye_right_x,eye_right_y,nose_x,nose_y,mouth_left_x,"
            + "mouth_left_y,mouth_right_x,mouth_right_y\nother.png,1,2,3,4,5,6,7,8,9,10\n");

    fails("no row for 'crop.png'", line(embed, "--data", folder.toString(), crop.toString()));
  }

  @Test
  void missingLandmarkTable() {
    fails("landmarks.csv", line(embed, "--data", folder.toString(), crop.toString()));
  }
}
