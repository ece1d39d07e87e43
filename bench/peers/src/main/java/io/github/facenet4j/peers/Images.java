package io.github.facenet4j.peers;

import io.github.facenet4j.tensor.Shape;
import java.util.SplittableRandom;

/**
 * Noise between 0 and 1, the same images in both layouts.
 *
 * @param nhwc [batch, height, width, channels]
 * @param nchw [batch, channels, height, width]
 */
record Images(float[] nhwc, float[] nchw) {

  /** Images of an NHWC shape. */
  static Images of(Shape shape) {
    SplittableRandom random = new SplittableRandom(1);
    float[] nhwc = new float[shape.intElements()];
    float[] nchw = new float[nhwc.length];
    int i = 0;
    for (int n = 0; n < shape.n(); n++) {
      for (int h = 0; h < shape.h(); h++) {
        for (int w = 0; w < shape.w(); w++) {
          for (int c = 0; c < shape.c(); c++, i++) {
            nhwc[i] = (float) random.nextDouble();
            nchw[((n * shape.c() + c) * shape.h() + h) * shape.w() + w] = nhwc[i];
          }
        }
      }
    }
    return new Images(nhwc, nchw);
  }
}
