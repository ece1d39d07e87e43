package io.github.facenet4j.facenet.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures come out as they were seen, whichever way the camera was held. */
class OrientationTest {
  private static final int CELL = 32;

  /**
   * The stored picture is two rows of three cells, "abc" above "def"; what must be seen follows
   * from where the EXIF standard says that the stored row 0 and column 0 are.
   */
  @ParameterizedTest
  @CsvSource({
    "1, abc/def", "2, cba/fed", "3, fed/cba", "4, def/abc",
    "5, ad/be/cf", "6, da/eb/fc", "7, fc/eb/da", "8, cf/be/ad",
    "0, abc/def", "9, abc/def"
  })
  void jpegIsTurnedByItsTag(int tag, String seen) {
    RgbImage image = ImageFiles.decode(tagged(stored(), tag), "tagged");
    String[] rows = seen.split("/");
    assertEquals(rows[0].length() * CELL, image.width());
    assertEquals(rows.length * CELL, image.height());
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < rows[y].length(); x++) {
        int level = image.sample(x * CELL + CELL / 2, y * CELL + CELL / 2, 0);
        assertEquals(rows[y].charAt(x), (char) ('a' + Math.round(level / 40f) - 1), "at " + x);
      }
    }
  }

  private static byte[] stored() {
    ImageCanvas canvas = new ImageCanvas(3 * CELL, 2 * CELL);
    for (int i = 0; i < 6; i++) {
      int level = 40 * (i + 1);
      RgbImage cell = RgbImage.filled(CELL, CELL, level, level, level);
      canvas.copy(cell, 0, 0, CELL, CELL, i % 3 * CELL, i / 3 * CELL);
    }
    return ImageFiles.toJpeg(canvas.toImage(), 95);
  }

  /** Puts an EXIF segment with this one tag behind the start of the file. */
  private static byte[] tagged(byte[] jpeg, int orientation) {
    byte[] tiff = {
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8, // big-endian, first directory at 8
      0,
      1, // one entry
      1,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0, // orientation, one short
      0,
      0,
      0,
      0
    };
    byte[] name = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    out.write(0xFF);
    out.write(0xE1);
    out.write(0);
    out.write(2 + name.length + tiff.length);
    out.writeBytes(name);
    out.writeBytes(tiff);
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  @Test
  void webpIsRead() {
    RgbImage image = ImageFiles.read(Path.of("src/test/resources/images/gradient.webp"));
    assertEquals("24x16", image.sizeText());
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 24; x++) {
        assertEquals(10 * x, image.sample(x, y, 0));
        assertEquals(15 * y, image.sample(x, y, 1));
        assertEquals(x * y % 256, image.sample(x, y, 2));
      }
    }
  }

  @Test
  void webpIsTurnedByItsTagToo() {
    RgbImage image = ImageFiles.read(Path.of("src/test/resources/images/gradient-turned.webp"));
    assertEquals("16x24", image.sizeText());
    // Stored red grows with x: it grows downwards once the picture is turned clockwise.
    assertTrue(image.sample(8, 22, 0) > 180);
    assertTrue(image.sample(8, 1, 0) < 60);
  }
}
