package io.github.facenet4j.facenet.serve;

import io.github.facenet4j.facenet.Embeddings;
import io.github.facenet4j.facenet.detect.FaceChoice;
import io.github.facenet4j.facenet.detect.FaceFinder;
import io.github.facenet4j.facenet.detect.Mtcnn;
import io.github.facenet4j.facenet.detect.MtcnnSettings;
import io.github.facenet4j.facenet.gallery.Gallery;
import io.github.facenet4j.facenet.image.Alignment;
import io.github.facenet4j.facenet.net.AcceptCurve;
import io.github.facenet4j.facenet.net.Calibration;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.facenet.photo.FaceCropper;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A running server on the pure-JVM device. */
final class TestServer implements AutoCloseable {
  private final Backend backend = Backends.require("cpu");
  private final MemoryScope scope = MemoryScope.root(backend, "test");
  private final Network network;
  private final FaceCropper cropper;
  private final FaceServer server;

  /**
   * Starts one.
   *
   * @param detector null for aligned crops
   */
  TestServer(
      FaceServer.Settings settings,
      Path weights,
      Path detector,
      Optional<Gallery> gallery,
      Optional<Path> run)
      throws IOException {
    Model model = Model.loadForInference(List.of(weights), Optional.empty(), scope);
    network = model.network();
    cropper =
        detector == null
            ? FaceCropper.aligned(network.input())
            : FaceCropper.found(
                new FaceFinder(
                    Mtcnn.load(detector, MtcnnSettings.DEFAULT, scope),
                    FaceChoice.ALL,
                    Alignment.LANDMARKS),
                network.input());
    AcceptCurve curve =
        new AcceptCurve(
            List.of(
                new AcceptCurve.Point(1, 0, 0.8),
                new AcceptCurve.Point(1.3, 0.001, 0.95),
                new AcceptCurve.Point(2, 0.5, 0.99),
                new AcceptCurve.Point(4, 1, 1)));
    this.server =
        FaceServer.start(
            settings,
            new FaceService(
                network,
                scope,
                cropper,
                Optional.of(new Calibration(1.3, 0.001, "for this test")),
                Optional.of(curve),
                gallery),
            run);
  }

  static FaceServer.Settings local(int mostBytes) {
    return new FaceServer.Settings("127.0.0.1", 0, mostBytes, 60, FaceServer.Access.BY_ADDRESS);
  }

  String url() {
    return server.url();
  }

  /** The embedding of a photo's first face. */
  float[] embed(Path photo) {
    float[] input = network.input().toBatch(List.of(cropper.crop(photo).get(0).crop()));
    return Embeddings.unit(network.embed(scope, 1, input));
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    scope.close();
    backend.close();
  }
}
