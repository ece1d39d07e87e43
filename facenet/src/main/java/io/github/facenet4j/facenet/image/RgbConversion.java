package io.github.facenet4j.facenet.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.IOException;
import javax.imageio.ImageReader;

/**
 * Decoded samples to 8-bit RGB without colour management.
 *
 * <p>{@code BufferedImage.getRGB} would convert through the image's colour space; for grey images
 * that applies a gamma curve that no other decoder applies. So samples are taken from the raster:
 * RGB as stored, grey three times, palettes looked up, alpha dropped, b-bit samples scaled by
 * 255/(2ᵇ−1). CMYK follows Adobe's convention (stored inverted): {@code R = C·K/255}; YCCK is
 * brought to CMYK first, as libjpeg does.
 */
final class RgbConversion {
  private static final int MAX_SAMPLE = 255;

  private RgbConversion() {}

  /**
   * Decodes the first picture of a reader.
   *
   * @param header of the same file; without components when it is no JPEG
   */
  static RgbImage read(ImageReader reader, JpegHeader header) throws IOException {
    return header.components() == 4
        ? fromCmyk(reader.readRaster(0, null), header.adobeTransform())
        : fromBufferedImage(reader.read(0));
  }

  /** The samples of a picture in memory. */
  static RgbImage fromBufferedImage(BufferedImage image) {
    Raster raster = image.getRaster();
    ColorModel model = image.getColorModel();
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] out = new byte[Math.multiplyExact(RgbImage.CHANNELS, Math.multiplyExact(width, height))];
    boolean integers =
        raster.getTransferType() != DataBuffer.TYPE_FLOAT
            && raster.getTransferType() != DataBuffer.TYPE_DOUBLE;
    int space = model.getColorSpace().getType();
    if (model instanceof IndexColorModel palette) {
      copyPalette(raster, palette, out);
    } else if (integers && space == ColorSpace.TYPE_RGB && isInterleavedBytes(raster)) {
      copyInterleaved(raster, out);
    } else if (integers && space == ColorSpace.TYPE_RGB && raster.getNumBands() >= 3) {
      copyScaled(raster, new int[] {0, 1, 2}, out);
    } else if (integers && space == ColorSpace.TYPE_GRAY) {
      copyScaled(raster, new int[] {0, 0, 0}, out);
    } else {
      copyManaged(image, out);
    }
    return RgbImage.adopt(width, height, out);
  }

  private static void copyPalette(Raster raster, IndexColorModel palette, byte[] out) {
    int[] row = new int[raster.getWidth()];
    for (int y = 0, o = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, row.length, 1, 0, row);
      for (int index : row) {
        int entry = Math.min(index, palette.getMapSize() - 1);
        out[o++] = (byte) palette.getRed(entry);
        out[o++] = (byte) palette.getGreen(entry);
        out[o++] = (byte) palette.getBlue(entry);
      }
    }
  }

  private static boolean isInterleavedBytes(Raster raster) {
    return raster.getSampleModel() instanceof PixelInterleavedSampleModel
        && raster.getDataBuffer() instanceof DataBufferByte
        && raster.getNumBands() >= 3
        && raster.getParent() == null;
  }

  private static void copyInterleaved(Raster raster, byte[] out) {
    PixelInterleavedSampleModel model = (PixelInterleavedSampleModel) raster.getSampleModel();
    byte[] in = ((DataBufferByte) raster.getDataBuffer()).getData();
    int[] bands = model.getBandOffsets();
    for (int y = 0, o = 0; y < raster.getHeight(); y++) {
      int i = raster.getDataBuffer().getOffset() + y * model.getScanlineStride();
      for (int x = 0; x < raster.getWidth(); x++, i += model.getPixelStride()) {
        out[o++] = in[i + bands[0]];
        out[o++] = in[i + bands[1]];
        out[o++] = in[i + bands[2]];
      }
    }
  }

  private static void copyScaled(Raster raster, int[] bands, byte[] out) {
    int[] row = new int[raster.getWidth()];
    for (int channel = 0; channel < bands.length; channel++) {
      long max = (1L << raster.getSampleModel().getSampleSize(bands[channel])) - 1;
      for (int y = 0, o = channel; y < raster.getHeight(); y++) {
        raster.getSamples(0, y, row.length, 1, bands[channel], row);
        for (int sample : row) {
          out[o] = (byte) (((sample & max) * MAX_SAMPLE + max / 2) / max);
          o += RgbImage.CHANNELS;
        }
      }
    }
  }

  /** Floating point and rare colour spaces, which only TIFF files carry: the JDK converts. */
  private static void copyManaged(BufferedImage image, byte[] out) {
    for (int y = 0, o = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        out[o++] = (byte) (rgb >> 16);
        out[o++] = (byte) (rgb >> 8);
        out[o++] = (byte) rgb;
      }
    }
  }

  private static RgbImage fromCmyk(Raster raster, JpegHeader.AdobeTransform transform) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] out = new byte[Math.multiplyExact(RgbImage.CHANNELS, Math.multiplyExact(width, height))];
    int[] row = new int[4 * width];
    for (int y = 0, o = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int i = 0; i < row.length; i += 4) {
        if (transform == JpegHeader.AdobeTransform.YCCK) {
          invertedRgb(row, i);
        }
        for (int c = 0; c < RgbImage.CHANNELS; c++) {
          out[o++] = (byte) ((row[i + c] * row[i + 3] + MAX_SAMPLE / 2) / MAX_SAMPLE);
        }
      }
    }
    return RgbImage.adopt(width, height, out);
  }

  /** Y, Cb, Cr at {@code i} become 255 − R, 255 − G, 255 − B (ITU-R BT.601, full range). */
  private static void invertedRgb(int[] samples, int i) {
    double luma = samples[i];
    double blueness = samples[i + 1] - 128;
    double redness = samples[i + 2] - 128;
    samples[i] = inverted(luma + 1.402 * redness);
    samples[i + 1] = inverted(luma - 0.344136286 * blueness - 0.714136286 * redness);
    samples[i + 2] = inverted(luma + 1.772 * blueness);
  }

  private static int inverted(double value) {
    return MAX_SAMPLE - (int) Math.max(0, Math.min(MAX_SAMPLE, Math.floor(value + 0.5)));
  }
}
