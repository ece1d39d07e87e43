package io.github.facenet4j.facenet.net;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.tensor.MemoryScope;
import java.util.List;
import java.util.SplittableRandom;

/** Networks with random weights in which no bias is 0 and no batch norm is the identity. */
final class Untrained {
  private Untrained() {}

  /** A network as it is in the zoo, but with a fraction of its channels. */
  record Thin(Architecture whole, Width width) implements Architecture {
    @Override
    public String name() {
      return whole.name();
    }

    @Override
    public String origin() {
      return whole.origin();
    }

    @Override
    public InputSpec input() {
      return whole.input();
    }

    @Override
    public Head head() {
      return whole.head();
    }

    @Override
    public Layer trunk(Width ignored) {
      return whole.trunk(width);
    }

    @Override
    public String toString() {
      return name() + "/" + width.divisor();
    }
  }

  /** Uniform in (−1, 1); the same on every device. */
  static float[] noise(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  /** Noise for so many images of a network. */
  static float[] images(Network network, int batch, long seed) {
    return noise(network.input().shape(batch).intElements(), seed);
  }

  /** For inference. */
  static Network bound(MemoryScope scope, Architecture architecture) {
    Network network = Network.of(architecture);
    network.bind(scope, 5);
    disturb(network);
    return network;
  }

  /** With gradients. */
  static Network boundForTraining(MemoryScope scope, Architecture architecture) {
    Network network = Network.of(architecture);
    network.bindForTraining(scope, 5);
    disturb(network);
    return network;
  }

  /** Whether it is a bias that the batch norm behind it subtracts again with the mean. */
  static boolean isTakenOut(Network network, Parameter parameter) {
    List<Parameter> all = network.parameters();
    int next = all.indexOf(parameter) + 1;
    return parameter.role() == Parameter.Role.BIAS
        && next < all.size()
        && all.get(next).role() == Parameter.Role.NORM_SCALE;
  }

  /** γ and statistics become 0.5 to 1.5, biases and β −0.1 to 0.1. */
  private static void disturb(Network network) {
    for (Parameter parameter : network.parameters()) {
      float centre =
          switch (parameter.role()) {
            case WEIGHT -> Float.NaN;
            case BIAS, NORM_SHIFT -> 0;
            case SLOPE, NORM_SCALE, STATISTIC -> 1;
          };
      if (!Float.isNaN(centre)) {
        float spread = centre == 0 ? 0.1f : 0.5f;
        int count = parameter.shape().intElements();
        float[] values = noise(count, parameter.name().hashCode());
        for (int i = 0; i < count; i++) {
          values[i] = centre + spread * values[i];
        }
        parameter.writeDisk(values);
      }
    }
  }
}
