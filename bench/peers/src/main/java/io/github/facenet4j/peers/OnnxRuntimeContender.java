package io.github.facenet4j.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/** ONNX Runtime's default processor kernels with all graph optimisations. */
final class OnnxRuntimeContender implements Contender {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final OnnxTensor images;
  private final float[] result;

  /**
   * Loads a model.
   *
   * @param nchw images of one batch
   */
  OnnxRuntimeContender(Path model, int[] imageSizes, int batch, float[] nchw, int threads) {
    environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      session = environment.createSession(model.toString(), options);
      FloatBuffer direct =
          ByteBuffer.allocateDirect(Float.BYTES * nchw.length)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      direct.put(nchw).rewind();
      long[] shape = {batch, imageSizes[0], imageSizes[1], imageSizes[2]};
      images = OnnxTensor.createTensor(environment, direct, shape);
      try (OrtSession.Result first = session.run(Map.of(Graph.IMAGES, images))) {
        result = new float[values(first).remaining()];
      }
    } catch (OrtException refused) {
      throw new IllegalStateException("ONNX Runtime refused the model", refused);
    }
  }

  @Override
  public String name() {
    return "ONNX Runtime " + environment.getVersion();
  }

  @Override
  public void run() {
    try (OrtSession.Result run = session.run(Map.of(Graph.IMAGES, images))) {
      values(run).get(result);
    } catch (OrtException failed) {
      throw new IllegalStateException("ONNX Runtime failed", failed);
    }
  }

  private static FloatBuffer values(OrtSession.Result run) {
    return ((OnnxTensor) run.get(0)).getFloatBuffer();
  }

  @Override
  public float[] result() {
    return result.clone();
  }

  @Override
  public void close() {
    images.close();
    try {
      session.close();
    } catch (OrtException failed) {
      throw new IllegalStateException("ONNX Runtime did not close its session", failed);
    }
  }
}
