package io.github.facenet4j.facenet.detect;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.Pass;
import io.github.facenet4j.nn.block.InferenceFolding;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.io.SafetensorsFile;
import io.github.facenet4j.tensor.io.TensorEntry;
import io.github.facenet4j.tensor.io.WeightsFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One network of MTCNN with weights: a trunk whose result several heads read. Serves several
 * threads.
 */
final class MtcnnStage {
  private final MemoryScope scope;
  private final Layer trunk;
  private final List<Layer> heads;

  /**
   * Reads and folds the weights of one network.
   *
   * @param layers the trunk, then the heads
   * @param scope owner of the parameters
   * @throws WeightsFormatException when a tensor is missing or of another shape
   */
  MtcnnStage(List<Layer> layers, SafetensorsFile weights, MemoryScope scope) throws IOException {
    this.scope = scope;
    List<Layer> folded = new ArrayList<>();
    for (Layer layer : layers) {
      for (Parameter parameter : layer.parameters()) {
        check(parameter, weights);
        parameter.readFrom(() -> read(parameter.name(), weights));
      }
      folded.add(InferenceFolding.fold(layer, scope));
    }
    this.trunk = folded.get(0);
    this.heads = folded.subList(1, folded.size());
  }

  private static void check(Parameter parameter, SafetensorsFile weights)
      throws WeightsFormatException {
    Optional<TensorEntry> entry = weights.find(parameter.name());
    if (entry.isEmpty() || !entry.get().shape().equals(parameter.diskShape())) {
      throw new WeightsFormatException(
          weights.path()
              + " is no MTCNN face detector: its tensor '"
              + parameter.name()
              + "' must be "
              + parameter.diskShape()
              + ", found "
              + entry.map(found -> found.shape().toString()).orElse("none")
              + "; give a file with pnet.*, rnet.* and onet.*");
    }
  }

  private static float[] read(String name, SafetensorsFile weights) {
    try {
      return weights.readFiniteFloats(name);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * What each head says, in order.
   *
   * @param shape of the images, [N,H,W,3]
   * @param images NHWC
   */
  List<float[]> run(Shape shape, float[] images) {
    try (MemoryScope call = scope.child("detect");
        Pass pass = Pass.inference(call)) {
      Tensor x = call.floats(shape, images);
      Tensor features = trunk.forward(pass, x);
      pass.release(x, features);
      List<Tensor> answers = new ArrayList<>();
      for (Layer head : heads) {
        answers.add(head.forward(pass, features));
      }
      return answers.stream().map(Tensor::readFloats).toList();
    }
  }
}
