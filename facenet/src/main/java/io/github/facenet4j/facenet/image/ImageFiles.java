package io.github.facenet4j.facenet.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.IIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Image files to and from {@link RgbImage}, through ImageIO (JPEG, PNG, WebP, BMP, GIF, TIFF).
 *
 * <p>The stored samples are taken as they are, which is what libjpeg-turbo and OpenCV give: colour
 * profiles are not applied, transparency is dropped, grey is repeated three times, more than 8 bits
 * are rounded to 8 (see {@link RgbConversion}). The picture is turned as EXIF says that it was
 * taken. Of an animation or a file of several pages it is the first.
 *
 * <p>The declared size is checked before any pixel is decoded, so a small file that unpacks to
 * gigabytes is refused. A file whose end is missing is refused too, though decoders would fill the
 * rest with grey.
 */
public final class ImageFiles {
  /** Default for the largest image that is decoded: 100 megapixels, 300 MB as RGB. */
  public static final long DEFAULT_MAX_PIXELS = 100_000_000L;

  private static final int MOST_QUALITY = 100;

  private ImageFiles() {}

  /**
   * Reads an image of at most {@link #DEFAULT_MAX_PIXELS}.
   *
   * @throws ImageException when the file is missing, unreadable, no image, damaged or too large
   */
  public static RgbImage read(Path file) {
    return read(file, DEFAULT_MAX_PIXELS);
  }

  /**
   * Reads an image.
   *
   * @param maxPixels largest declared width times height that is decoded
   * @throws ImageException when the file is missing, unreadable, no image, damaged or too large
   */
  public static RgbImage read(Path file, long maxPixels) {
    String name = "Image '" + file + "'";
    if (!Files.exists(file)) {
      throw new ImageException(name + " does not exist; check the path");
    }
    if (!Files.isRegularFile(file)) {
      throw new ImageException(name + " is not a file; give the path of an image file");
    }
    if (!Files.isReadable(file)) {
      throw new ImageException(name + " may not be read; check its permissions");
    }
    try (ImageInputStream stream = ImageIO.createImageInputStream(file.toFile())) {
      return decode(stream, name, maxPixels);
    } catch (IOException e) {
      throw damaged(name, e);
    }
  }

  /**
   * Decodes an image held in memory.
   *
   * @param name names the image in messages
   * @throws ImageException when the bytes are no image, damaged or declare too many pixels
   */
  public static RgbImage decode(byte[] encoded, String name) {
    return decode(encoded, name, DEFAULT_MAX_PIXELS);
  }

  /**
   * Decodes an image held in memory.
   *
   * @param name names the image in messages
   * @param maxPixels largest declared width times height that is decoded
   * @throws ImageException when the bytes are no image, damaged or declare too many pixels
   */
  public static RgbImage decode(byte[] encoded, String name, long maxPixels) {
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
      return decode(stream, "Image '" + name + "'", maxPixels);
    } catch (IOException e) {
      throw damaged("Image '" + name + "'", e);
    }
  }

  private static RgbImage decode(ImageInputStream stream, String name, long maxPixels)
      throws IOException {
    if (stream.read() < 0) {
      throw new ImageException(name + " is empty (0 bytes); replace the file");
    }
    stream.seek(0);
    Orientation orientation = Orientation.read(stream);
    Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
    if (!readers.hasNext()) {
      throw new ImageException(
          name + " is not an image this program reads; use JPEG, PNG, WebP, BMP, GIF or TIFF");
    }
    ImageReader reader = readers.next();
    try {
      JpegHeader header = JpegHeader.read(stream);
      reader.setInput(stream, true, true);
      List<String> warnings = new ArrayList<>();
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      checkSize(reader, name, maxPixels);
      RgbImage image = RgbConversion.read(reader, header);
      for (String warning : warnings) {
        // Stray bytes between segments lose no pixel; every other warning of the decoders does.
        if (!warning.contains("extraneous")) {
          throw new ImageException(
              name + " is truncated or corrupt (" + warning + "); replace the file");
        }
      }
      return orientation.upright(image);
    } catch (IOException | RuntimeException e) {
      if (e instanceof ImageException) {
        throw e;
      }
      // Damaged headers surface as all kinds of unchecked exceptions from the decoders.
      throw damaged(name, e);
    } finally {
      reader.dispose();
    }
  }

  private static void checkSize(ImageReader reader, String name, long maxPixels)
      throws IOException {
    long width = reader.getWidth(0);
    long height = reader.getHeight(0);
    if (width < 1 || height < 1) {
      throw new IIOException("declared size " + width + "x" + height);
    }
    if (width * height > maxPixels) {
      throw new ImageException(
          name
              + " declares "
              + width
              + "x"
              + height
              + " = "
              + width * height
              + " pixels; the limit is "
              + maxPixels
              + ". Scale it down first");
    }
  }

  private static ImageException damaged(String name, Exception cause) {
    Throwable root = cause;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String detail =
        root.getMessage() == null
            ? root.getClass().getSimpleName()
            : root.getMessage().lines().findFirst().orElse("").strip();
    return new ImageException(
        name + " is truncated or corrupt (" + detail + "); replace the file", cause);
  }

  /** The picture as a PNG file's bytes. */
  public static byte[] toPng(RgbImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(toBufferedImage(image), "png", stream);
    } catch (IOException e) {
      throw new ImageException("A PNG of " + image.sizeText() + " could not be encoded", e);
    }
    return bytes.toByteArray();
  }

  /**
   * The picture as a JPEG file's bytes.
   *
   * @param quality 1 to 100, as encoders of the Independent JPEG Group count
   */
  public static byte[] toJpeg(RgbImage image, int quality) {
    if (quality < 1 || quality > MOST_QUALITY) {
      throw new IllegalArgumentException("A JPEG quality is 1 to 100, got " + quality);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality((float) quality / MOST_QUALITY);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(toBufferedImage(image), null, null), parameters);
    } catch (IOException e) {
      throw new ImageException("A JPEG of " + image.sizeText() + " could not be encoded", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /**
   * Writes a PNG file, creating missing folders.
   *
   * @throws ImageException when the place cannot be written
   */
  public static void writePng(RgbImage image, Path file) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.write(file, toPng(image));
    } catch (IOException e) {
      throw new ImageException(
          "Image '" + file + "' cannot be written (" + e + "); choose a writable place", e);
    }
  }

  /** A picture of the JDK's image classes, its samples taken as they are. */
  public static RgbImage fromBufferedImage(BufferedImage image) {
    return RgbConversion.fromBufferedImage(image);
  }

  static BufferedImage toBufferedImage(RgbImage image) {
    BufferedImage buffered =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    byte[] samples = image.samples();
    int[] row = new int[image.width()];
    for (int y = 0, i = 0; y < image.height(); y++) {
      for (int x = 0; x < row.length; x++, i += RgbImage.CHANNELS) {
        row[x] = (samples[i] & 0xFF) << 16 | (samples[i + 1] & 0xFF) << 8 | (samples[i + 2] & 0xFF);
      }
      buffered.setRGB(0, y, row.length, 1, row, 0, row.length);
    }
    return buffered;
  }
}
