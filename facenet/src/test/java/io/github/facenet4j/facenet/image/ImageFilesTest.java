package io.github.facenet4j.facenet.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFilesTest {
  @TempDir Path folder;

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static byte[] encode(RgbImage image, String format) throws IOException {
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(ImageFiles.toPng(image)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(picture, format, bytes), format);
    return bytes.toByteArray();
  }

  private String failure(Path image) {
    String message = assertThrows(ImageException.class, () -> ImageFiles.read(image)).getMessage();
    assertTrue(message.contains(image.toString()), message);
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  @Test
  void givesBackEverySampleOfAPng() {
    RgbImage image = TestImages.noise(31, 17, 5);
    Path file = folder.resolve("made/on/the/way/noise.png");
    ImageFiles.writePng(image, file);
    assertEquals(image, ImageFiles.read(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bmp", "tiff"})
  void readsOtherLosslessFormats(String format) throws IOException {
    RgbImage image = TestImages.noise(20, 13, 6);
    assertEquals(image, ImageFiles.decode(encode(image, format), "noise"));
  }

  @Test
  void readsJpegCloseToWhatWasWritten() throws IOException {
    RgbImage image = TestImages.waves(64, 48, 3);
    RgbImage read = ImageFiles.read(file("waves.jpg", encode(image, "jpg")));
    assertTrue(TestImages.largestDifference(image, read) < 32);
  }

  /** An animation, or a file of several pages. */
  @ParameterizedTest
  @ValueSource(strings = {"gif", "tiff"})
  void takesTheFirstOfSeveralPictures(String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (int level : new int[] {50, 150, 250}) {
        RgbImage plain = RgbImage.filled(20, 10, level, level, level);
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(ImageFiles.toPng(plain)));
        writer.writeToSequence(new IIOImage(picture, null, null), null);
      }
      writer.endWriteSequence();
    }
    writer.dispose();
    RgbImage read = ImageFiles.decode(bytes.toByteArray(), "several");
    assertEquals(RgbImage.filled(20, 10, 50, 50, 50), read);
  }

  @Test
  void saysThatAMissingFileDoesNotExist() {
    assertTrue(failure(folder.resolve("nobody.jpg")).contains("does not exist"));
  }

  @Test
  void saysThatAFolderIsNoFile() {
    assertTrue(failure(folder).contains("is not a file"));
  }

  @Test
  void saysThatAnEmptyFileIsEmpty() throws IOException {
    assertTrue(failure(file("empty.jpg", new byte[0])).contains("is empty"));
  }

  @Test
  void saysThatATextIsNoImage() throws IOException {
    byte[] text = "this is no picture".getBytes(StandardCharsets.UTF_8);
    assertTrue(failure(file("text.jpg", text)).contains("is not an image"));
  }

  /** Decoders of JPEG fill what is missing with grey and only warn. */
  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.3, 0.5, 0.9, 0.999})
  void refusesAJpegWhoseEndIsMissing(double kept) throws IOException {
    byte[] whole = encode(TestImages.waves(200, 200, 4), "jpg");
    byte[] part = Arrays.copyOf(whole, (int) (kept * whole.length));
    assertTrue(failure(file("part.jpg", part)).contains("truncated or corrupt"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.1, 0.5, 0.9})
  void refusesAPngWhoseEndIsMissing(double kept) throws IOException {
    byte[] whole = ImageFiles.toPng(TestImages.noise(100, 100, 4));
    byte[] part = Arrays.copyOf(whole, (int) (kept * whole.length));
    assertTrue(failure(file("part.png", part)).contains("truncated or corrupt"));
  }

  @Test
  void refusesAPngWithDamagedPixels() throws IOException {
    byte[] bytes = ImageFiles.toPng(TestImages.noise(100, 100, 4));
    for (int i = bytes.length / 2; i < bytes.length / 2 + 60; i++) {
      bytes[i] ^= 0x5A;
    }
    assertTrue(failure(file("damaged.png", bytes)).contains("truncated or corrupt"));
  }

  @Test
  void neverFailsOtherwiseThanWithAnImageException() throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    int refused = 0;
    for (String format : new String[] {"jpg", "png", "bmp", "gif", "tiff"}) {
      byte[] whole = encode(TestImages.waves(40, 30, 5), format);
      for (int round = 0; round < 60; round++) {
        byte[] damaged = whole.clone();
        for (int hit = 0; hit < 8; hit++) {
          damaged[random.nextInt(Math.min(damaged.length, 400))] = (byte) random.nextInt();
        }
        try {
          ImageFiles.decode(damaged, format + " " + round);
        } catch (ImageException e) {
          refused++;
          assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        }
      }
    }
    assertTrue(refused > 50, "only " + refused + " damaged files were refused");
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] content)
      throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    png.write(ByteBuffer.allocate(4).putInt(content.length).array());
    png.write(name);
    png.write(content);
    png.write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  /** A complete header of any size before a few bytes of pixels. */
  private static byte[] pngDeclaring(int width, int height) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    chunk(png, "IHDR", header.put((byte) 8).put((byte) 2).array());
    chunk(png, "IDAT", new byte[] {0x78, (byte) 0x9C, 3, 0, 0, 0, 0, 1});
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  @Test
  void refusesAnImageBombByItsHeader() throws IOException {
    String message = failure(file("bomb.png", pngDeclaring(60_000, 60_000)));
    assertTrue(message.contains("declares 60000x60000 = 3600000000 pixels"), message);
    assertTrue(message.contains("the limit is 100000000"), message);
  }

  @Test
  void refusesAJpegBombByItsHeader() throws IOException {
    byte[] jpeg = encode(TestImages.waves(16, 16, 1), "jpg");
    for (int i = 0; i < jpeg.length - 9; i++) {
      if ((jpeg[i] & 0xFF) == 0xFF && (jpeg[i + 1] & 0xFF) == 0xC0) {
        ByteBuffer.wrap(jpeg, i + 5, 4).putShort((short) 60_000).putShort((short) 60_000);
      }
    }
    assertTrue(failure(file("bomb.jpg", jpeg)).contains("declares 60000x60000"));
  }

  @Test
  void takesTheCallersLimit() throws IOException {
    Path file = folder.resolve("ten.png");
    ImageFiles.writePng(TestImages.noise(10, 10, 1), file);
    assertEquals("10x10", ImageFiles.read(file, 100).sizeText());
    assertThrows(ImageException.class, () -> ImageFiles.read(file, 99));
  }

  @Test
  void saysThatAPlaceCannotBeWritten() throws IOException {
    Path file = file("plain", new byte[] {1});
    String message =
        assertThrows(
                ImageException.class,
                () -> ImageFiles.writePng(TestImages.noise(2, 2, 1), file.resolve("x.png")))
            .getMessage();
    assertTrue(message.contains("cannot be written"), message);
    assertFalse(message.contains("\n"), message);
  }
}
