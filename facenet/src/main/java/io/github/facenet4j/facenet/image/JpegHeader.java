package io.github.facenet4j.facenet.image;

import java.io.IOException;
import javax.imageio.stream.ImageInputStream;

/**
 * The two facts of a JPEG header that ImageIO does not hand out and CMYK pictures need.
 *
 * @param components colour components of the frame; 0 when no frame header was found
 * @param adobeTransform what Adobe's APP14 segment says of a four-component frame
 */
record JpegHeader(int components, AdobeTransform adobeTransform) {

  /** Colour transform named by the APP14 segment. */
  enum AdobeTransform {
    /** No segment, or no transform: components are stored as they are. */
    NONE,
    /** CMY stored as YCbCr, K as it is. */
    YCCK
  }

  private static final int START_OF_IMAGE = 0xFFD8;
  private static final int APP14 = 0xEE;
  private static final int START_OF_SCAN = 0xDA;

  /** Scans the segments before the first scan; leaves the stream where it was. */
  static JpegHeader read(ImageInputStream stream) throws IOException {
    stream.mark();
    try {
      stream.seek(0);
      int components = 0;
      AdobeTransform transform = AdobeTransform.NONE;
      if (stream.readUnsignedShort() != START_OF_IMAGE) {
        return new JpegHeader(components, transform);
      }
      int marker = nextMarker(stream);
      while (marker >= 0 && marker != START_OF_SCAN) {
        long start = stream.getStreamPosition();
        int length = stream.readUnsignedShort();
        if (isFrameHeader(marker)) {
          stream.skipBytes(5);
          components = stream.readUnsignedByte();
        } else if (marker == APP14 && length >= 14) {
          stream.skipBytes(11);
          transform = stream.readUnsignedByte() == 2 ? AdobeTransform.YCCK : AdobeTransform.NONE;
        }
        stream.seek(start + length);
        marker = nextMarker(stream);
      }
      return new JpegHeader(components, transform);
    } finally {
      stream.reset();
    }
  }

  /** SOF0..SOF15 without the three other segments of that range (DHT, JPG, DAC). */
  private static boolean isFrameHeader(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  /** The next byte after a run of 0xFF; −1 at the end of the file or where no marker stands. */
  private static int nextMarker(ImageInputStream stream) throws IOException {
    int value = stream.read();
    if (value != 0xFF) {
      return -1;
    }
    while (value == 0xFF) {
      value = stream.read();
    }
    return value;
  }
}
