package io.github.facenet4j.facenet.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;

/** Every way to store samples gives the RGB that libjpeg-turbo and libpng would give. */
class RgbConversionTest {

  private static RgbImage throughPng(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, "png", bytes));
    return ImageFiles.decode(bytes.toByteArray(), "test");
  }

  private static void assertPixel(RgbImage image, int x, int red, int green, int blue) {
    assertEquals(red, image.sample(x, 0, 0), "red at " + x);
    assertEquals(green, image.sample(x, 0, 1), "green at " + x);
    assertEquals(blue, image.sample(x, 0, 2), "blue at " + x);
  }

  /** ImageIO's own conversion would turn grey 64 into 137. */
  @Test
  void repeatsGreyWithoutAGammaCurve() throws IOException {
    BufferedImage grey = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
    for (int v = 0; v < 256; v++) {
      grey.getRaster().setSample(v, 0, 0, v);
    }
    RgbImage read = throughPng(grey);
    for (int v = 0; v < 256; v++) {
      assertPixel(read, v, v, v, v);
    }
  }

  @Test
  void repeatsTheGreyOfAJpeg() throws IOException {
    BufferedImage grey = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      grey.getRaster().setSample(i % 16, i / 16, 0, 64);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(grey, "jpg", bytes));
    RgbImage read = ImageFiles.decode(bytes.toByteArray(), "grey");
    assertPixel(read, 3, 64, 64, 64);
  }

  @Test
  void roundsSixteenBitsToEight() throws IOException {
    BufferedImage deep = new BufferedImage(4, 1, BufferedImage.TYPE_USHORT_GRAY);
    int[] samples = {0, 257 * 100 + 128, 257 * 100 + 129, 65535};
    deep.getRaster().setSamples(0, 0, 4, 1, 0, samples);
    RgbImage read = throughPng(deep);
    assertPixel(read, 0, 0, 0, 0);
    assertPixel(read, 1, 100, 100, 100);
    assertPixel(read, 2, 101, 101, 101);
    assertPixel(read, 3, 255, 255, 255);
  }

  @Test
  void stretchesOneBitToBlackAndWhite() throws IOException {
    BufferedImage bits = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
    bits.setRGB(1, 0, 0xFFFFFFFF);
    RgbImage read = throughPng(bits);
    assertPixel(read, 0, 0, 0, 0);
    assertPixel(read, 1, 255, 255, 255);
  }

  @Test
  void looksUpPalettes() throws IOException {
    byte[] red = {10, 40, 70};
    byte[] green = {20, 50, 80};
    byte[] blue = {30, 60, 90};
    IndexColorModel palette = new IndexColorModel(8, 3, red, green, blue);
    BufferedImage indexed = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
    indexed.getRaster().setSamples(0, 0, 3, 1, 0, new int[] {2, 0, 1});
    RgbImage read = throughPng(indexed);
    assertPixel(read, 0, 70, 80, 90);
    assertPixel(read, 1, 10, 20, 30);
    assertPixel(read, 2, 40, 50, 60);
  }

  @Test
  void dropsTransparency() throws IOException {
    BufferedImage clear = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    clear.setRGB(0, 0, 0x00_11_22_33);
    clear.setRGB(1, 0, 0x80_44_55_66);
    RgbImage read = throughPng(clear);
    assertPixel(read, 0, 0x11, 0x22, 0x33);
    assertPixel(read, 1, 0x44, 0x55, 0x66);
  }

  /** A JPEG of four plain components; every pixel alike, so compression changes nothing. */
  private static byte[] fourComponentJpeg(int[] samples) throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(0, 16, 16, 4, null);
    for (int i = 0; i < 256; i++) {
      raster.setPixel(i % 16, i / 16, samples);
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    param.setCompressionQuality(1f);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(raster, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** The same file with Adobe's APP14 segment after the start of image. */
  private static byte[] withAdobeSegment(byte[] jpeg, int transform) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(jpeg, 0, 2);
    bytes.write(new byte[] {(byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e'});
    bytes.write(new byte[] {0, 100, 0, 0, 0, 0, (byte) transform});
    bytes.write(Arrays.copyOfRange(jpeg, 2, jpeg.length));
    return bytes.toByteArray();
  }

  private static void assertNear(RgbImage image, int red, int green, int blue) {
    int difference =
        TestImages.largestDifference(
            image, RgbImage.filled(image.width(), image.height(), red, green, blue));
    assertTrue(difference <= 1, "largest difference " + difference);
  }

  /** Stored inverted: 255 means no ink, so R = C·K/255. */
  @Test
  void multipliesInvertedInksWithBlack() throws IOException {
    byte[] jpeg = withAdobeSegment(fourComponentJpeg(new int[] {200, 100, 50, 204}), 0);
    assertNear(ImageFiles.decode(jpeg, "cmyk"), 160, 80, 40);
  }

  @Test
  void readsFourComponentsWithoutAdobeSegmentTheSameWay() throws IOException {
    byte[] jpeg = fourComponentJpeg(new int[] {200, 100, 50, 255});
    assertNear(ImageFiles.decode(jpeg, "cmyk"), 200, 100, 50);
  }

  /** Y 100, Cb 128, Cr 178 is R 170.1, G 64.3, B 100; inverted inks 84.9, 190.7, 155. */
  @Test
  void turnsLumaAndChromaIntoInksFirst() throws IOException {
    byte[] jpeg = withAdobeSegment(fourComponentJpeg(new int[] {100, 128, 178, 255}), 2);
    assertNear(ImageFiles.decode(jpeg, "ycck"), 85, 191, 155);
  }

  @Test
  void pictureTypesOfTheJdkAgreeWithTheirRgb() throws IOException {
    RgbImage image = TestImages.noise(9, 6, 3);
    BufferedImage source = ImageIO.read(new ByteArrayInputStream(ImageFiles.toPng(image)));
    BufferedImage packed = new BufferedImage(9, 6, BufferedImage.TYPE_INT_RGB);
    packed.createGraphics().drawImage(source, 0, 0, null);
    assertEquals(image, throughPng(packed));
  }
}
