package io.github.facenet4j.peers;

import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * One network, one batch, one task, which every engine can be asked for.
 *
 * @param architecture of our zoo
 * @param task what is timed
 * @param batch images
 */
record Match(String architecture, Task task, int batch) {
  private static final long SEED = 1;

  /** What is timed. */
  enum Task {
    /** Images on the host in, embeddings on the host out. */
    INFERENCE,
    /** Forward, loss, backward, update; the images are where the engine wants them. */
    TRAINING
  }

  /** Who can take part; those that train and those that do not. */
  enum Engine {
    /** Ours, OpenCL. */
    OPENCL(match -> match.ours("opencl")),
    /** Ours, pure JVM. */
    CPU(match -> match.ours("cpu")),
    /** Inference alone. */
    ONNX_RUNTIME(Match::onnxRuntime),
    /** Eager mode through DJL. */
    PYTORCH(Match::pyTorch);

    private final Function<Match, Contender> maker;

    Engine(Function<Match, Contender> maker) {
      this.maker = maker;
    }

    boolean isOurs() {
      return this == OPENCL || this == CPU;
    }
  }

  /** Such as {@code nn4.small2/inference 32}. */
  String name() {
    return architecture + "/" + task.name().toLowerCase(Locale.ROOT) + " " + batch;
  }

  /** The engines that can do the task, ours first. */
  List<Engine> engines() {
    return Arrays.stream(Engine.values())
        .filter(engine -> task == Task.INFERENCE || engine != Engine.ONNX_RUNTIME)
        .toList();
  }

  /** This match on an engine, ready to run. */
  Contender on(Engine engine) {
    return engine.maker.apply(this);
  }

  private Shape shape() {
    return Architectures.named(architecture).input().shape(batch);
  }

  private Images images() {
    return Images.of(shape());
  }

  private Contender ours(String device) {
    if (task == Task.INFERENCE) {
      return new OurInference(device, architecture, SEED, batch, images().nhwc());
    }
    return new OurTraining(device, architecture + "/training " + shape().toString());
  }

  private Contender onnxRuntime() {
    Graph graph = graph();
    try {
      Path model = Files.createTempFile("facenet4j", ".onnx");
      try {
        Files.write(model, OnnxFile.of(graph));
        return new OnnxRuntimeContender(
            model, graph.imageSizes(), batch, images().nchw(), threads());
      } finally {
        Files.delete(model);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("The model could not be handed to ONNX Runtime", failed);
    }
  }

  private Contender pyTorch() {
    return task == Task.INFERENCE
        ? new TorchInference(graph(), batch, images().nhwc(), threads())
        : new TorchTraining(graph(), batch, images().nhwc(), threads());
  }

  private Graph graph() {
    try (Backend backend = Backends.require("reference");
        MemoryScope scope = MemoryScope.root(backend, "graph")) {
      Network network = Network.of(Architectures.named(architecture));
      network.bind(scope, SEED);
      return task == Task.INFERENCE ? Graph.forInference(network) : Graph.forTraining(network);
    }
  }

  /** As many as our devices use by default. */
  static int threads() {
    return Runtime.getRuntime().availableProcessors();
  }
}
