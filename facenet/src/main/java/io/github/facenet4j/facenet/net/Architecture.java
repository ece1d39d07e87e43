package io.github.facenet4j.facenet.net;

import io.github.facenet4j.nn.Layer;
import java.util.List;
import java.util.Optional;

/**
 * One entry of the zoo: a file that reads like the paper's table and builds the layers from it.
 * Registered by one line in {@link Architectures}.
 */
public interface Architecture {

  /** What {@code --arch} and weights files call it, its form included. */
  String name();

  /** The same network in another form; empty when it comes in one form only. */
  default Optional<Architecture> in(Form form) {
    return Optional.empty();
  }

  /** Where it is from, in one line. */
  String origin();

  /** Crops it takes, unless a weights file says otherwise. */
  InputSpec input();

  /** Whether the network itself normalises its embedding. */
  Head head();

  /**
   * How the names of tensors begin that published files hold beside the network, such as a
   * classifier that training needed; they are left aside when weights are read.
   */
  default List<String> besideTheNetwork() {
    return List.of();
  }

  /**
   * New layers, without memory; parameter names are those of published weights where such exist.
   * The result for a batch of crops is [batch, embedding].
   */
  default Layer trunk() {
    return trunk(Width.FULL);
  }

  /** The same with a fraction of the channels, the embedding's included. */
  Layer trunk(Width width);
}
