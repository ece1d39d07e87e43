package io.github.facenet4j.facenet.net;

import io.github.facenet4j.nn.Parameter;
import java.nio.charset.StandardCharsets;

/**
 * Values made from a name alone, for goldens whose weights are too large to keep: the twin of
 * {@code noise} and {@code value} in {@code tools/golden/inception_resnet_v1.py}.
 */
final class NamedNoise {
  private NamedNoise() {}

  /** SplitMix64 from the FNV-1a hash of the name: values {@code k·2⁻²³ − 1} in [−1, 1). */
  static double[] of(String name, int count) {
    long state = 0xCBF29CE484222325L;
    for (byte one : name.getBytes(StandardCharsets.UTF_8)) {
      state = (state ^ (one & 0xFF)) * 0x100000001B3L;
    }
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      state += 0x9E3779B97F4A7C15L;
      long z = (state ^ state >>> 30) * 0xBF58476D1CE4E5B9L;
      z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
      z ^= z >>> 31;
      values[i] = (z >>> 40) * 0x1p-23 - 1;
    }
    return values;
  }

  /** Weights scaled by what they sum over, scales around 1, shifts around 0. */
  static void fill(Parameter parameter) {
    int count = parameter.shape().intElements();
    double[] noise = of(parameter.name(), count);
    boolean aroundOne =
        parameter.role() == Parameter.Role.NORM_SCALE || parameter.name().endsWith("running_var");
    boolean weight = parameter.role() == Parameter.Role.WEIGHT;
    double scale =
        weight
            ? Math.sqrt(6 / (double) (count / parameter.diskShape().dim(0)))
            : aroundOne ? 0.25 : 0.125;
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (noise[i] * scale + (aroundOne ? 1 : 0));
    }
    parameter.writeDisk(values);
  }
}
