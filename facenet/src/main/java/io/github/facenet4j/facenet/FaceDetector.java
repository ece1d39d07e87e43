package io.github.facenet4j.facenet;

import io.github.facenet4j.facenet.detect.Mtcnn;
import io.github.facenet4j.facenet.detect.MtcnnSettings;
import io.github.facenet4j.facenet.image.DetectedFace;
import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds faces and their five points in photographs: MTCNN (Zhang, Zhang, Li, Qiao 2016).
 *
 * <pre>{@code
 * try (FaceDetector detector = FaceDetector.load(Path.of("mtcnn.safetensors"))) {
 *   for (DetectedFace face : detector.detect(Path.of("photo.jpg"))) {
 *     System.out.println(face.left() + " " + face.top() + " " + face.score());
 *   }
 * }
 * }</pre>
 *
 * <p>Thread-safe until closed.
 */
public final class FaceDetector implements AutoCloseable {
  private final Backend backend;
  private final MemoryScope scope;
  private final Mtcnn mtcnn;

  private FaceDetector(Backend backend, Path weights, MtcnnSettings settings) throws IOException {
    this.backend = backend;
    this.scope = MemoryScope.root(backend, "detector");
    this.mtcnn = Mtcnn.load(weights, settings, scope);
  }

  /**
   * Loads the detector on the best device there is.
   *
   * @param weights safetensors with {@code pnet.*}, {@code rnet.*} and {@code onet.*}
   * @throws IOException saying in one line what is wrong with the file
   */
  public static FaceDetector load(Path weights) throws IOException {
    return open(Backends.best().backend(), weights, MtcnnSettings.DEFAULT);
  }

  /**
   * Loads the detector on a certain device, to look in a certain way.
   *
   * @param device such as {@code cpu}, {@code opencl}, {@code opencl:0:1}
   * @throws IOException saying in one line what is wrong with the file
   * @throws io.github.facenet4j.tensor.spi.BackendUnavailableException with the reason
   */
  public static FaceDetector loadOn(String device, Path weights, MtcnnSettings settings)
      throws IOException {
    return open(Backends.require(device), weights, settings);
  }

  private static FaceDetector open(Backend backend, Path weights, MtcnnSettings settings)
      throws IOException {
    try {
      return new FaceDetector(backend, weights, settings);
    } catch (IOException | RuntimeException | Error failed) {
      backend.close();
      throw failed;
    }
  }

  /**
   * The faces of a photograph, the largest first; none where there are none.
   *
   * @param photo a file, turned upright as its EXIF data says
   * @throws io.github.facenet4j.facenet.image.ImageException when it cannot be read
   */
  public List<DetectedFace> detect(Path photo) {
    return detect(ImageFiles.read(photo));
  }

  /** The faces of a photograph, see {@link #detect(Path)}. */
  public List<DetectedFace> detect(BufferedImage photo) {
    return detect(ImageFiles.fromBufferedImage(photo));
  }

  /** The faces of a photograph, see {@link #detect(Path)}. */
  public List<DetectedFace> detect(RgbImage photo) {
    return mtcnn.detect(photo);
  }

  /** Frees the networks' memory and the device. */
  @Override
  public void close() {
    scope.close();
    backend.close();
  }
}
