package io.github.facenet4j.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;

/**
 * One training step of PyTorch through DJL: forward, a triplet loss over given triplets (cheaper
 * than ours, which chooses them), backward by autograd, plain SGD.
 */
final class TorchTraining implements Contender {
  private static final float MARGIN = 0.2f;
  private static final float LEARNING_RATE = 1e-3f;

  private final NDManager manager;
  private final TorchNetwork network;
  private final NDArray images;
  private final int batch;

  /**
   * Copies weights and images.
   *
   * @param nhwc images of one batch
   */
  TorchTraining(Graph graph, int batch, float[] nhwc, int threads) {
    Engine.getEngine("PyTorch"); // loads its libraries
    JniUtils.setNumThreads(threads);
    this.batch = batch;
    manager = NDManager.newBaseManager("PyTorch");
    network = new TorchNetwork(manager, graph, TorchNetwork.Mode.TRAINING);
    int[] image = graph.imageSizes();
    images = manager.create(nhwc, new Shape(batch, image[1], image[2], image[0]));
  }

  @Override
  public String name() {
    return TorchInference.version();
  }

  @Override
  public void run() {
    try (NDManager step = manager.newSubManager()) {
      try (GradientCollector gradients = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDArray view = TorchNetwork.channelsLast(images);
        view.attach(step);
        gradients.backward(loss(network.forward(view)));
      }
      for (NDArray parameter : network.trained()) {
        try (NDArray gradient = parameter.getGradient();
            NDArray change = gradient.mul(LEARNING_RATE)) {
          parameter.subi(change);
          gradient.subi(gradient);
        }
      }
    }
  }

  /** Each face with the next as its positive and the one half a batch away as its negative. */
  private NDArray loss(NDArray embeddings) {
    NDArray e = TorchNetwork.unit(embeddings);
    NDArray positive = squaredDistance(e, rotated(e, 1));
    NDArray negative = squaredDistance(e, rotated(e, batch / 2));
    return Activation.relu(positive.sub(negative).add(MARGIN)).mean();
  }

  private static NDArray rotated(NDArray e, int by) {
    return NDArrays.concat(new NDList(e.get(by + ":"), e.get(":" + by)), 0);
  }

  private static NDArray squaredDistance(NDArray a, NDArray b) {
    return a.sub(b).square().sum(new int[] {1});
  }

  @Override
  public float[] result() {
    return new float[0];
  }

  @Override
  public void close() {
    manager.close();
  }
}
