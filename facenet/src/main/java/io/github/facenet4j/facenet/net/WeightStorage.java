package io.github.facenet4j.facenet.net;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.io.SafetensorsWriter;

/**
 * How many bits the weights of a network take in its file. Networks compute in single precision
 * whatever their file holds; biases, batch norms and statistics are always stored in it.
 */
public enum WeightStorage {
  /** Single precision. */
  FP32 {
    @Override
    void addWeight(SafetensorsWriter writer, Parameter weight) {
      writer.add(weight.name(), weight.diskShape(), weight::readDisk);
    }
  },

  /** Half precision: a relative error of up to 2⁻¹¹. */
  FP16 {
    @Override
    void addWeight(SafetensorsWriter writer, Parameter weight) {
      writer.addHalves(weight.name(), weight.diskShape(), () -> inRange(weight));
    }

    private float[] inRange(Parameter weight) {
      float[] values = weight.readDisk();
      for (float value : values) {
        if (Math.abs(value) > MOST_HALF) {
          throw new IllegalArgumentException(
              "Weight "
                  + value
                  + " of '"
                  + weight.name()
                  + "' is beyond the range of half precision, ±65504; use int8 or fp32");
        }
      }
      return values;
    }
  },

  /**
   * Signed bytes q with a scale s for each output channel, {@code w = s·q}, {@code s = max|w|/127}:
   * an error of up to s/2. The scales are a tensor of their own, {@code <name>.int8_scale}.
   */
  INT8 {
    @Override
    void addWeight(SafetensorsWriter writer, Parameter weight) {
      Shape scales = Shape.of(weight.diskShape().dim(0));
      writer.add(weight.name() + SCALE, scales, () -> scales(weight.readDisk(), scales));
      writer.addBytes(weight.name(), weight.diskShape(), () -> bytes(weight.readDisk(), scales));
    }

    private float[] scales(float[] weights, Shape channels) {
      float[] scales = new float[channels.dim(0)];
      int each = weights.length / scales.length;
      for (int i = 0; i < weights.length; i++) {
        scales[i / each] = Math.max(scales[i / each], Math.abs(weights[i]) / STEPS);
      }
      return scales;
    }

    private byte[] bytes(float[] weights, Shape channels) {
      float[] scales = scales(weights, channels);
      byte[] bytes = new byte[weights.length];
      int each = weights.length / scales.length;
      for (int i = 0; i < weights.length; i++) {
        float scale = scales[i / each];
        bytes[i] = (byte) (scale == 0 ? 0 : Math.round(weights[i] / scale));
      }
      return bytes;
    }
  };

  /** How the name of a tensor of scales ends. */
  static final String SCALE = ".int8_scale";

  private static final int STEPS = 127;
  private static final float MOST_HALF = 65_504;

  /** Adds a parameter's values, which are read when the file is written. */
  void add(SafetensorsWriter writer, Parameter parameter) {
    if (parameter.role() == Parameter.Role.WEIGHT) {
      addWeight(writer, parameter);
    } else {
      writer.add(parameter.name(), parameter.diskShape(), parameter::readDisk);
    }
  }

  abstract void addWeight(SafetensorsWriter writer, Parameter weight);

  /**
   * Multiplies the values of bytes by the scale of their output channel, the first dimension.
   *
   * @param values in place
   */
  static void scale(float[] values, float[] scales, Shape shape) {
    int each = shape.intElements() / scales.length;
    for (int i = 0; i < values.length; i++) {
      values[i] *= scales[i / each];
    }
  }
}
