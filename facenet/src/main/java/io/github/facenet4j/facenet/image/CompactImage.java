package io.github.facenet4j.facenet.image;

/**
 * A picture at half the bytes of {@link RgbImage}: luma for every pixel, colour for every 2×2.
 *
 * <p>Full-range YCbCr of ITU-R BT.601. A JPEG file nearly always stores colour at this resolution,
 * so for such photos little is lost but rounding; the colour of synthetic pictures with coloured
 * edges becomes soft. For training caches, not for evaluation.
 */
public final class CompactImage {
  private static final int SHIFT = 16;
  private static final int HALF = 1 << (SHIFT - 1);
  private static final int CHROMA_ZERO = 128;

  private final int width;
  private final int height;
  private final byte[] luma;
  private final byte[] blueness;
  private final byte[] redness;

  private CompactImage(int width, int height) {
    this.width = width;
    this.height = height;
    int cells = halfUp(width) * halfUp(height);
    this.luma = new byte[width * height];
    this.blueness = new byte[cells];
    this.redness = new byte[cells];
  }

  private static int halfUp(int size) {
    return (size + 1) / 2;
  }

  private static int fixed(double factor) {
    return (int) Math.round(factor * (1 << SHIFT));
  }

  /** Packs a picture; a cell's colour is the mean of its pixels. */
  public static CompactImage of(RgbImage image) {
    CompactImage compact = new CompactImage(image.width(), image.height());
    int cellsWide = halfUp(image.width());
    for (int cy = 0; cy < halfUp(image.height()); cy++) {
      for (int cx = 0; cx < cellsWide; cx++) {
        compact.packCell(image, cx, cy, cy * cellsWide + cx);
      }
    }
    return compact;
  }

  private void packCell(RgbImage image, int cx, int cy, int cell) {
    byte[] in = image.samples();
    int red = 0;
    int green = 0;
    int blue = 0;
    int pixels = 0;
    for (int y = 2 * cy; y < Math.min(2 * cy + 2, height); y++) {
      for (int x = 2 * cx; x < Math.min(2 * cx + 2, width); x++, pixels++) {
        int pixel = y * width + x;
        int r = in[RgbImage.CHANNELS * pixel] & 0xFF;
        int g = in[RgbImage.CHANNELS * pixel + 1] & 0xFF;
        int b = in[RgbImage.CHANNELS * pixel + 2] & 0xFF;
        luma[pixel] = (byte) ((19595 * r + 38470 * g + 7471 * b + HALF) >> SHIFT);
        red += r;
        green += g;
        blue += b;
      }
    }
    double y = (0.299 * red + 0.587 * green + 0.114 * blue) / pixels;
    blueness[cell] = chroma(((double) blue / pixels - y) / 1.772);
    redness[cell] = chroma(((double) red / pixels - y) / 1.402);
  }

  private static byte chroma(double value) {
    return (byte) (int) Math.min(255, Math.floor(value + CHROMA_ZERO + 0.5));
  }

  /** Bytes held. */
  public int bytes() {
    return luma.length + blueness.length + redness.length;
  }

  /** Unpacks; colour is interpolated linearly between the centres of the cells. */
  public RgbImage toRgb() {
    byte[] out = new byte[RgbImage.CHANNELS * luma.length];
    int cells = halfUp(width);
    int[] blueRow = new int[cells];
    int[] redRow = new int[cells];
    for (int y = 0; y < height; y++) {
      int near = y / 2;
      int far = neighbour(y, halfUp(height));
      for (int c = 0; c < cells; c++) {
        blueRow[c] = 3 * (blueness[near * cells + c] & 0xFF) + (blueness[far * cells + c] & 0xFF);
        redRow[c] = 3 * (redness[near * cells + c] & 0xFF) + (redness[far * cells + c] & 0xFF);
      }
      for (int x = 0; x < width; x++) {
        int other = neighbour(x, cells);
        int cb = 3 * blueRow[x / 2] + blueRow[other] - 16 * CHROMA_ZERO;
        int cr = 3 * redRow[x / 2] + redRow[other] - 16 * CHROMA_ZERO;
        writePixel(out, y * width + x, cb, cr);
      }
    }
    return RgbImage.adopt(width, height, out);
  }

  /** The cell on the other side of pixel {@code p}: before it when p is even, after it when odd. */
  private static int neighbour(int p, int cells) {
    int cell = p / 2 + (p % 2 == 0 ? -1 : 1);
    return Math.max(0, Math.min(cells - 1, cell));
  }

  private static final int RED_OF_CR = fixed(1.402 / 16);
  private static final int GREEN_OF_CB = fixed(0.344136286 / 16);
  private static final int GREEN_OF_CR = fixed(0.714136286 / 16);
  private static final int BLUE_OF_CB = fixed(1.772 / 16);

  /** Writes one pixel; {@code cb} and {@code cr} are 16 times the colour differences. */
  private void writePixel(byte[] out, int pixel, int cb, int cr) {
    int y = ((luma[pixel] & 0xFF) << SHIFT) + HALF;
    int o = RgbImage.CHANNELS * pixel;
    out[o] = clamp((y + RED_OF_CR * cr) >> SHIFT);
    out[o + 1] = clamp((y - GREEN_OF_CB * cb - GREEN_OF_CR * cr) >> SHIFT);
    out[o + 2] = clamp((y + BLUE_OF_CB * cb) >> SHIFT);
  }

  private static byte clamp(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }
}
