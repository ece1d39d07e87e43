package io.github.facenet4j.tensor.cpu;

/**
 * One axis of a convolution, seen from the pixels that are computed: tap t of pixel q meets source
 * index {@code q·sourceStep + origin + t·direction} with filter index {@code firstWeight +
 * t·weightStep}.
 *
 * <p>Forward, the pixels are outputs, the sources inputs and every tap is seen. Backward, the
 * pixels are the inputs h of one class h ≡ remainder (mod stride), which see every stride-th tap,
 * and the sources are outputs.
 *
 * @param pixels pixels along the axis
 * @param taps taps that a pixel away from the borders sees
 * @param sourceSize sources along the axis
 * @param sourceStep sources between neighbouring pixels
 * @param origin source that tap 0 of pixel 0 meets
 * @param direction 1 or −1
 * @param firstWeight filter index of tap 0
 * @param weightStep filter indices between taps
 */
record WindowAxis(
    int pixels,
    int taps,
    int sourceSize,
    int sourceStep,
    int origin,
    int direction,
    int firstWeight,
    int weightStep) {

  /** The outputs of an axis. */
  static WindowAxis ofOutputs(int size, int kernel, int outSize, int stride, int pad) {
    return new WindowAxis(outSize, kernel, size, stride, -pad, 1, 0, 1);
  }

  /**
   * The inputs h ≡ remainder of an axis. Tap u of output i meets input h = i·stride − pad + u, so u
   * = first + t·stride, and pixel q meets output q + (remainder + pad)/stride − t.
   */
  static WindowAxis ofInputs(
      int remainder, int size, int kernel, int outSize, int stride, int pad) {
    int pixels = (size - remainder + stride - 1) / stride;
    int first = (remainder + pad) % stride;
    int taps = Math.max(0, (kernel - first + stride - 1) / stride);
    int last = (remainder + pad) / stride;
    return new WindowAxis(pixels, taps, outSize, 1, last, -1, first, stride);
  }

  /** Source index of a tap; outside 0 … sourceSize−1 there is nothing. */
  int source(int pixel, int tap) {
    return pixel * sourceStep + origin + tap * direction;
  }

  /** Filter index of a tap. */
  int weight(int tap) {
    return firstWeight + tap * weightStep;
  }

  /** How many pixels from this one on see the same taps: 1 near the borders. */
  int runLength(int pixel) {
    if (!isWhole(pixel)) {
      return 1;
    }
    int end = pixel + 1;
    while (end < pixels && isWhole(end)) {
      end++;
    }
    return end - pixel;
  }

  private boolean isWhole(int pixel) {
    int one = source(pixel, 0);
    int other = source(pixel, taps - 1);
    return Math.min(one, other) >= 0 && Math.max(one, other) < sourceSize;
  }
}
