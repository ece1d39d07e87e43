package io.github.facenet4j.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;

/** PyTorch through DJL, operator by operator, channels-last, batch norms folded. */
final class TorchInference implements Contender {
  private final NDManager manager;
  private final TorchNetwork network;
  private final NDArray images;
  private float[] result = {};

  /**
   * Copies weights and images.
   *
   * @param nhwc images of one batch
   */
  TorchInference(Graph graph, int batch, float[] nhwc, int threads) {
    Engine.getEngine("PyTorch"); // loads its libraries
    JniUtils.setNumThreads(threads);
    manager = NDManager.newBaseManager("PyTorch");
    network = new TorchNetwork(manager, graph, TorchNetwork.Mode.INFERENCE);
    int[] image = graph.imageSizes();
    images = manager.create(nhwc, new Shape(batch, image[1], image[2], image[0]));
  }

  @Override
  public String name() {
    return version();
  }

  /** Versions of both. */
  static String version() {
    String engine = Engine.getEngine("PyTorch").getVersion();
    return "PyTorch " + engine + " (DJL " + Engine.getDjlVersion() + ")";
  }

  @Override
  public void run() {
    try (NDManager step = manager.newSubManager()) {
      NDArray view = TorchNetwork.channelsLast(images);
      view.attach(step);
      result = network.forward(view).toFloatArray();
    }
  }

  @Override
  public float[] result() {
    return result.clone();
  }

  @Override
  public void close() {
    manager.close();
  }
}
