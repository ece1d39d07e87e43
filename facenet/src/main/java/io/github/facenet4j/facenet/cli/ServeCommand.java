package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.detect.FaceChoice;
import io.github.facenet4j.facenet.gallery.Gallery;
import io.github.facenet4j.facenet.net.AcceptCurve;
import io.github.facenet4j.facenet.net.Calibration;
import io.github.facenet4j.facenet.net.PublishedThresholds;
import io.github.facenet4j.facenet.serve.FaceServer;
import io.github.facenet4j.facenet.serve.FaceService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves a web page. */
@Command(
    name = "serve",
    description =
        "Serve a web page and a JSON interface: compare photographs, name people, group a folder,"
            + " watch a training run. On this machine only, unless --host says otherwise; a token is"
            + " then needed. Ends with Ctrl-C.")
final class ServeCommand extends Verb {
  private static final int MEGABYTE = 1 << 20;

  @Mixin private PhotoOptions photos;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen on; default ${DEFAULT-VALUE}.")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port; 0 for any that is free. Default ${DEFAULT-VALUE}.")
  private int port = 8080;

  @Option(
      names = "--gallery",
      paramLabel = "DIR",
      description = "People to name; model and detector are then the gallery's, unless given.")
  private Path gallery;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description = "A training run whose curves are shown, also while it trains.")
  private Path run;

  @Option(
      names = "--threshold",
      paramLabel = "T",
      description = "Same person below this squared distance; default: the weights file's.")
  private Double threshold;

  @Option(
      names = "--max-upload",
      paramLabel = "MB",
      description = "Largest request, megabytes; default ${DEFAULT-VALUE}.")
  private int megabytes = 48;

  @Option(
      names = "--token",
      description = "Ask for a token on this machine, too: other people may be using it.")
  private boolean token;

  @Option(
      names = "--request-seconds",
      paramLabel = "N",
      description = "Time a client has to send its request; default ${DEFAULT-VALUE}.")
  private int seconds = 60;

  @Override
  protected void run() throws IOException, InterruptedException {
    if (port < 0 || port > 65_535 || megabytes < 1 || megabytes > 1024 || seconds < 1) {
      throw usage("--port is 0 to 65535, --max-upload 1 to 1024, --request-seconds at least 1");
    }
    if (run != null && !Files.isDirectory(run)) {
      throw new IOException(
          "The run '" + run + "' does not exist; give the folder of a training run");
    }
    if (gallery != null) {
      GalleryOption.fillIn(photos, gallery);
    }
    photos.check(this);
    try (PhotoOptions.Session session = photos.open(this, FaceChoice.ALL, null, Integer.MAX_VALUE);
        Gallery people = openGallery(session)) {
      FaceServer.Settings settings =
          new FaceServer.Settings(
              host,
              port,
              megabytes * MEGABYTE,
              seconds,
              token ? FaceServer.Access.BY_TOKEN : FaceServer.Access.BY_ADDRESS);
      try (FaceServer server =
          FaceServer.start(settings, service(session, people), Optional.ofNullable(run))) {
        out().println("serving " + server.url());
        out().flush();
        waitForInterrupt();
      }
    }
  }

  private Gallery openGallery(PhotoOptions.Session session) throws IOException {
    if (gallery == null) {
      return null;
    }
    return Gallery.openReadOnly(gallery, photos.galleryModel(session));
  }

  private FaceService service(PhotoOptions.Session session, Gallery people) throws IOException {
    Optional<Calibration> asked =
        Optional.ofNullable(threshold).map(t -> new Calibration(t, Double.NaN, "--threshold"));
    Optional<Calibration> known =
        asked.isPresent() ? asked : photos.model().calibration(session.loaded());
    Optional<AcceptCurve> curve =
        Optional.ofNullable(session.loaded().metadata().provenance().get(AcceptCurve.KEY))
            .flatMap(AcceptCurve::parse)
            .or(() -> PublishedThresholds.curve(session.loaded().network().architecture(), known));
    return new FaceService(
        session.loaded().network(),
        session.scope(),
        session.cropper(),
        known,
        curve,
        Optional.ofNullable(people));
  }

  private static void waitForInterrupt() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(end::countDown, "facenet-serve-end"));
    end.await();
  }
}
