package io.github.facenet4j.nn.block;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.layer.Activate;
import io.github.facenet4j.nn.layer.BatchNorm;
import io.github.facenet4j.nn.layer.Conv2d;
import io.github.facenet4j.nn.layer.DepthwiseConv2d;
import io.github.facenet4j.nn.layer.Dropout;
import io.github.facenet4j.nn.layer.FusedConv2d;
import io.github.facenet4j.nn.layer.FusedLayer;
import io.github.facenet4j.nn.layer.FusedLinear;
import io.github.facenet4j.nn.layer.Identity;
import io.github.facenet4j.nn.layer.InvertedResidual;
import io.github.facenet4j.nn.layer.Linear;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Activation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Rewrites a trained network for inference: one kernel for a convolution or linear layer, its batch
 * norm, its residual sum and its activation; one for the three convolutions of an inverted residual
 * bottleneck.
 *
 * <p>Batch norm with stored statistics is an affine map per channel, so {@code s = γ/√(σ² + ε)}
 * turns {@code (x ⋆ w + b − μ)·s + β} into {@code x ⋆ w' + b'} with {@code w' = w·s} and {@code b'
 * = β + (b − μ)·s}, computed here in double precision. Dropout and Identity disappear. The original
 * is left as it is: everything with parameters is made anew in the given scope. Layers of a kind
 * not known here are kept, with the parameters they have.
 */
public final class InferenceFolding {
  private final MemoryScope scope;

  private InferenceFolding(MemoryScope scope) {
    this.scope = scope;
  }

  /**
   * The folded network.
   *
   * @param network bound, with the weights it shall have
   * @param scope owner of the new parameters
   */
  public static Layer fold(Layer network, MemoryScope scope) {
    return new InferenceFolding(scope).folded(network);
  }

  private Layer folded(Layer layer) {
    List<Layer> folded = joined(foldAll(leaves(layer)));
    return switch (folded.size()) {
      case 0 -> new Identity(layer.name());
      case 1 -> folded.get(0);
      default -> new Sequential(layer.name(), folded);
    };
  }

  /** Nested sequences laid end to end, without the layers that do nothing in inference. */
  private static Deque<Layer> leaves(Layer layer) {
    Deque<Layer> leaves = new ArrayDeque<>();
    if (layer instanceof Sequential) {
      layer.children().forEach(child -> leaves.addAll(leaves(child)));
    } else if (!(layer instanceof Identity || layer instanceof Dropout)) {
      leaves.add(layer);
    }
    return leaves;
  }

  private List<Layer> foldAll(Deque<Layer> rest) {
    List<Layer> done = new ArrayList<>();
    while (!rest.isEmpty()) {
      Layer layer = rest.pop();
      if (layer instanceof Conv2d conv) {
        done.add(activated(normalised(FusedConv2d.of(conv), conv, rest), rest));
      } else if (layer instanceof DepthwiseConv2d conv) {
        done.add(activated(normalised(FusedConv2d.of(conv), conv, rest), rest));
      } else if (layer instanceof Linear linear) {
        done.add(activated(normalised(FusedLinear.of(linear), linear, rest), rest));
      } else if (layer instanceof Residual residual) {
        done.add(folded(residual, rest));
      } else if (layer instanceof Concat concat) {
        List<Layer> branches = concat.children().stream().map(this::folded).toList();
        done.add(new FusedConcat(new Concat(concat.name(), branches)));
      } else if (layer instanceof BatchNorm norm) {
        Layer copy =
            new BatchNorm(
                norm.name(), norm.channels(), norm.epsilon(), norm.momentum(), norm.activation());
        done.add(withValuesOf(norm, copy));
      } else if (layer instanceof Activate activate && !activate.parameters().isEmpty()) {
        int channels = activate.parameters().get(0).shape().intElements();
        done.add(withValuesOf(activate, Activate.prelu(activate.name(), channels)));
      } else {
        done.add(layer);
      }
    }
    return done;
  }

  /** Three convolutions that are an inverted residual bottleneck become one layer. */
  private static List<Layer> joined(List<Layer> layers) {
    List<Layer> joined = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      Optional<InvertedResidual> bottleneck =
          i + 2 < layers.size()
              ? InvertedResidual.of(layers.get(i), layers.get(i + 1), layers.get(i + 2))
              : Optional.empty();
      joined.add(bottleneck.isPresent() ? bottleneck.get() : layers.get(i));
      i += bottleneck.isPresent() ? 2 : 0;
    }
    return joined;
  }

  /**
   * Gives the fused layer the original's weights, scaled by the batch norm that may follow, and
   * that norm's activation.
   */
  private FusedLayer normalised(FusedLayer fused, Layer original, Deque<Layer> rest) {
    List<Parameter> parameters = original.parameters();
    float[] w = parameters.get(0).readDisk();
    float[] b = new float[fused.bias().shape().intElements()];
    if (parameters.size() > 1) {
      b = parameters.get(1).readDisk();
    }
    Activation activation = Activation.NONE;
    if (rest.peek() instanceof BatchNorm norm) {
      rest.pop();
      scale(norm, w, b);
      activation = norm.activation();
    }
    clearSubnormal(w);
    fused.parameters().forEach(parameter -> parameter.bind(scope));
    fused.weight().takeDisk(w);
    fused.bias().takeDisk(b);
    return fused.then(activation, null);
  }

  /** In disk order output channels are outermost, for filters and matrices alike. */
  private static void scale(BatchNorm norm, float[] w, float[] b) {
    float[] gamma = norm.gamma().readDisk();
    float[] beta = norm.beta().readDisk();
    float[] mean = norm.runningMean().readDisk();
    float[] variance = norm.runningVariance().readDisk();
    int perChannel = w.length / b.length;
    for (int o = 0; o < b.length; o++) {
      double s = gamma[o] / Math.sqrt((double) variance[o] + norm.epsilon());
      b[o] = (float) (beta[o] + ((double) b[o] - mean[o]) * s);
      for (int i = o * perChannel; i < (o + 1) * perChannel; i++) {
        w[i] = (float) (w[i] * s);
      }
    }
  }

  /**
   * Channels that died in training have weights below the normal range of floats: far beneath the
   * rounding of any sum, but processors take a hundred cycles for each such operand.
   */
  private static void clearSubnormal(float[] w) {
    for (int i = 0; i < w.length; i++) {
      if (Math.abs(w[i]) < Float.MIN_NORMAL) {
        w[i] = 0;
      }
    }
  }

  /** Takes over the activation that may follow, if it is the first. */
  private FusedLayer activated(FusedLayer fused, Deque<Layer> rest) {
    if (fused.activation() != Activation.NONE || !(rest.peek() instanceof Activate activate)) {
      return fused;
    }
    rest.pop();
    Parameter slopes = null;
    for (Parameter parameter : activate.parameters()) {
      slopes = parameter.copy(scope);
    }
    return fused.then(activate.activation(), slopes);
  }

  private Layer folded(Residual residual, Deque<Layer> rest) {
    String name = residual.name();
    Layer shortcut =
        residual.shortcut() == null
            ? new Identity(name + ".shortcut")
            : folded(residual.shortcut());
    List<Layer> body = foldAll(leaves(residual.body()));
    List<Layer> whole = joined(body);
    if (residual.shortcut() == null
        && whole.size() == 1
        && whole.get(0) instanceof InvertedResidual bottleneck
        && bottleneck.isLinear()
        && residual.scale() == 1) {
      return bottleneck.plusInput();
    }
    int end = body.size() - 1;
    boolean endsInSums =
        end >= 0
            && body.get(end) instanceof FusedLayer last
            && last.activation() == Activation.NONE;
    if (!endsInSums) {
      return residual.with(sequence(name + ".body", whole), shortcut);
    }
    scale((FusedLayer) body.get(end), residual.scale());
    FusedLayer last = activated((FusedLayer) body.get(end), rest);
    Layer head = sequence(name + ".head", joined(body.subList(0, end)));
    return new FusedResidual(name, head, last, shortcut);
  }

  private static void scale(FusedLayer last, float by) {
    if (by != 1) {
      scale(last.weight(), by);
      scale(last.bias(), by);
    }
  }

  private static void scale(Parameter parameter, float by) {
    float[] values = parameter.readDisk();
    for (int i = 0; i < values.length; i++) {
      values[i] *= by;
    }
    clearSubnormal(values);
    parameter.takeDisk(values);
  }

  private static Layer sequence(String name, List<Layer> layers) {
    return layers.isEmpty() ? new Identity(name) : new Sequential(name, layers);
  }

  private Layer withValuesOf(Layer original, Layer copy) {
    for (int i = 0; i < copy.parameters().size(); i++) {
      Parameter parameter = copy.parameters().get(i);
      parameter.bind(scope);
      parameter.writeDisk(original.parameters().get(i).readDisk());
    }
    return copy;
  }
}
