package io.github.facenet4j.facenet.image;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import javax.imageio.stream.ImageInputStream;

/** How a picture was stored, by the number that the EXIF tag "Orientation" gives it. */
enum Orientation {
  /** 1: as it is seen. */
  UPRIGHT(false, false, false),
  /** 2: left and right exchanged. */
  MIRRORED(false, true, false),
  /** 3: turned by 180°. */
  UPSIDE_DOWN(false, true, true),
  /** 4: top and bottom exchanged. */
  FLIPPED(false, false, true),
  /** 5: rows and columns exchanged. */
  TRANSPOSED(true, false, false),
  /** 6: to be turned by 90° clockwise. */
  TURNED_LEFT(true, true, false),
  /** 7: rows and columns exchanged along the other diagonal. */
  TRANSVERSED(true, true, true),
  /** 8: to be turned by 90° counter-clockwise. */
  TURNED_RIGHT(true, false, true);

  private static final Orientation[] BY_TAG = values();

  private final boolean exchanged;
  private final boolean fromRight;
  private final boolean fromBottom;

  /** Upright from stored: first rows and columns change places, then either is reversed. */
  Orientation(boolean exchanged, boolean fromRight, boolean fromBottom) {
    this.exchanged = exchanged;
    this.fromRight = fromRight;
    this.fromBottom = fromBottom;
  }

  /** What the file says; upright where it says nothing. Leaves the stream where it was. */
  static Orientation read(ImageInputStream file) throws IOException {
    file.mark();
    try {
      Metadata metadata = ImageMetadataReader.readMetadata(asStream(file));
      ExifIFD0Directory exif = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
      Integer tag = exif == null ? null : exif.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
      return tag == null || tag < 1 || tag > BY_TAG.length ? UPRIGHT : BY_TAG[tag - 1];
    } catch (ImageProcessingException | IOException | RuntimeException unreadable) {
      // Whether the file is damaged is for the decoder to say, which reads all of it.
      return UPRIGHT;
    } finally {
      file.reset();
    }
  }

  private static InputStream asStream(ImageInputStream file) {
    return new FilterInputStream(InputStream.nullInputStream()) {
      @Override
      public int read() throws IOException {
        return file.read();
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        return file.read(into, offset, length);
      }

      @Override
      public long skip(long count) throws IOException {
        return file.skipBytes(count);
      }
    };
  }

  /** The picture as it was seen. */
  RgbImage upright(RgbImage stored) {
    if (this == UPRIGHT) {
      return stored;
    }
    int width = exchanged ? stored.height() : stored.width();
    int height = exchanged ? stored.width() : stored.height();
    byte[] in = stored.samples();
    byte[] out = new byte[in.length];
    for (int y = 0, o = 0; y < height; y++) {
      int v = fromBottom ? height - 1 - y : y;
      for (int x = 0; x < width; x++, o += RgbImage.CHANNELS) {
        int u = fromRight ? width - 1 - x : x;
        int pixel = exchanged ? u * stored.width() + v : v * stored.width() + u;
        System.arraycopy(in, RgbImage.CHANNELS * pixel, out, o, RgbImage.CHANNELS);
      }
    }
    return RgbImage.adopt(width, height, out);
  }
}
