package io.github.facenet4j.facenet;

import io.github.facenet4j.facenet.image.Aligner;
import io.github.facenet4j.facenet.image.DetectedFace;
import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.BuiltInModel;
import io.github.facenet4j.facenet.net.Calibration;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.net.ModelFingerprint;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.facenet.net.PublishedThresholds;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Turns aligned face crops into unit vectors whose distance says how alike two faces are.
 *
 * <pre>{@code
 * try (FaceEmbedder embedder = FaceEmbedder.load(Path.of("model.safetensors"))) {
 *   double distance =
 *       FaceEmbedder.distance(embedder.embed(Path.of("a.png")), embedder.embed(Path.of("b.png")));
 * }
 * }</pre>
 *
 * <p>Thread-safe until closed.
 */
public final class FaceEmbedder implements AutoCloseable {
  private static final int STREAM_BATCH = 32;

  private final Backend backend;
  private final MemoryScope scope;
  private final Network network;
  private final Optional<Calibration> calibration;

  private FaceEmbedder(Backend backend, Path... weights) throws IOException {
    this.backend = backend;
    this.scope = MemoryScope.root(backend, "embedder");
    Model model =
        weights.length == 0
            ? BuiltInModel.loadForInference(scope)
            : Model.loadForInference(List.of(weights), Optional.empty(), scope);
    this.network = model.network();
    this.calibration =
        PublishedThresholds.of(
            network.architecture(),
            model.metadata().calibration(),
            () -> ModelFingerprint.of(List.of(weights), Optional.empty()));
  }

  /**
   * Loads a network on the best device there is.
   *
   * @param weights safetensors files that together hold one network; none for the built-in one
   * @throws IOException saying in one line which file or tensor is wrong
   */
  public static FaceEmbedder load(Path... weights) throws IOException {
    return open(Backends.best().backend(), weights);
  }

  /**
   * Loads a network on a certain device.
   *
   * @param device such as {@code cpu}, {@code opencl}, {@code opencl:0:1}
   * @throws IOException saying in one line which file or tensor is wrong
   * @throws io.github.facenet4j.tensor.spi.BackendUnavailableException with the reason
   */
  public static FaceEmbedder loadOn(String device, Path... weights) throws IOException {
    return open(Backends.require(device), weights);
  }

  private static FaceEmbedder open(Backend backend, Path... weights) throws IOException {
    try {
      return new FaceEmbedder(backend, weights);
    } catch (IOException | RuntimeException | Error failed) {
      backend.close();
      throw failed;
    }
  }

  /**
   * Embeds an aligned crop.
   *
   * @param crop a file of {@link #width()} × {@link #height()} pixels
   * @return {@link #embeddingSize()} numbers, length 1
   * @throws RuntimeException when the file cannot be read or has another size
   */
  public float[] embed(Path crop) {
    return embed(ImageFiles.read(crop));
  }

  /** Embeds an aligned crop, see {@link #embed(Path)}. */
  public float[] embed(BufferedImage crop) {
    return embed(ImageFiles.fromBufferedImage(crop));
  }

  /** Embeds an aligned crop, see {@link #embed(Path)}. */
  public float[] embed(RgbImage crop) {
    float[] input = network.input().toBatch(List.of(crop));
    return Embeddings.unit(network.embed(scope, 1, input));
  }

  /**
   * Embeds a face of a photograph, which is aligned by its five points first.
   *
   * @param face as {@link FaceDetector} finds it
   */
  public float[] embed(RgbImage photo, DetectedFace face) {
    return embed(Aligner.align(photo, face.landmarks(), network.input().faceTemplate()));
  }

  /**
   * Embeds any number of aligned crops, {@value #STREAM_BATCH} at a time: crops are taken from the
   * stream as embeddings are asked for, so that neither need fit in memory.
   *
   * @param crops of {@link #width()} × {@link #height()} pixels
   * @return embeddings in the order of the crops; closing it closes the crops' stream
   */
  public Stream<float[]> embedAll(Stream<RgbImage> crops) {
    Iterator<RgbImage> source = crops.iterator();
    Iterator<float[]> embeddings =
        new Iterator<>() {
          private final Deque<float[]> ready = new ArrayDeque<>();

          @Override
          public boolean hasNext() {
            if (ready.isEmpty()) {
              ready.addAll(nextBatch(source));
            }
            return !ready.isEmpty();
          }

          @Override
          public float[] next() {
            if (!hasNext()) {
              throw new NoSuchElementException("All crops are embedded");
            }
            return ready.remove();
          }
        };
    int kind = Spliterator.ORDERED | Spliterator.NONNULL;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(embeddings, kind), false)
        .onClose(crops::close);
  }

  private List<float[]> nextBatch(Iterator<RgbImage> crops) {
    List<RgbImage> batch = new ArrayList<>();
    while (batch.size() < STREAM_BATCH && crops.hasNext()) {
      batch.add(crops.next());
    }
    if (batch.isEmpty()) {
      return List.of();
    }
    float[] input = network.input().toBatch(batch);
    return Embeddings.units(network.embed(scope, batch.size(), input), embeddingSize());
  }

  /**
   * Whether two embeddings of this model are of one person, by the model's threshold.
   *
   * @throws IllegalStateException when the model has none
   */
  public Verification verify(float[] a, float[] b) {
    Calibration known =
        calibration.orElseThrow(
            () ->
                new IllegalStateException(
                    "The weights file has no threshold; write one with 'facenet calibrate', or"
                        + " compare FaceEmbedder.distance with your own"));
    return new Verification(distance(a, b), known.threshold(), known.far());
  }

  /** Squared Euclidean distance of two embeddings: 0 the same, 4 opposite. */
  public static double distance(float[] a, float[] b) {
    return Embeddings.squaredDistance(a, b);
  }

  /** Columns of a crop. */
  public int width() {
    return network.input().width();
  }

  /** Rows of a crop. */
  public int height() {
    return network.input().height();
  }

  /** Numbers of one embedding. */
  public int embeddingSize() {
    return network.embeddingSize();
  }

  /** The distance below which two faces are one person, where it is known. */
  public Optional<Calibration> calibration() {
    return calibration;
  }

  /** The device in use, as {@code facenet devices} names it. */
  public String device() {
    return backend.device().id();
  }

  /** Frees the network's memory and the device. */
  @Override
  public void close() {
    scope.close();
    backend.close();
  }
}
