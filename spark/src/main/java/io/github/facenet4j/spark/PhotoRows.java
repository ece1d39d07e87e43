package io.github.facenet4j.spark;

import io.github.facenet4j.facenet.detect.FaceChoice;
import io.github.facenet4j.facenet.detect.FaceFinder;
import io.github.facenet4j.facenet.detect.Mtcnn;
import io.github.facenet4j.facenet.detect.MtcnnSettings;
import io.github.facenet4j.facenet.image.Alignment;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.facenet.photo.EmbeddingCache;
import io.github.facenet4j.facenet.photo.FaceCropper;
import io.github.facenet4j.facenet.photo.PhotoEmbedder;
import io.github.facenet4j.facenet.photo.PhotoFaces;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of one partition: one device, one network and one detector for all of its photographs,
 * which are embedded a few hundred at a time as rows are asked for.
 */
final class PhotoRows implements Iterator<Row>, AutoCloseable {
  /** Columns: path, content hash, embedding (null after a failure), failure (null otherwise). */
  static final StructType SCHEMA =
      new StructType()
          .add("path", DataTypes.StringType, false)
          .add("contentHash", DataTypes.StringType, false)
          .add("embedding", DataTypes.createArrayType(DataTypes.FloatType, false), true)
          .add("failure", DataTypes.StringType, true);

  private static final int PHOTOS_AT_A_TIME = 256;

  private final Iterator<String> paths;
  private final Deque<Row> rows = new ArrayDeque<>();
  private final Backend backend;
  private final MemoryScope scope;
  private final PhotoEmbedder embedder;
  private boolean isClosed;

  PhotoRows(Iterator<String> paths, EmbeddingPlan plan) {
    this.paths = paths;
    this.backend = Backends.require(plan.device());
    this.scope = MemoryScope.root(backend, "partition");
    try {
      Network network =
          Model.loadForInference(List.of(Path.of(plan.model())), Optional.empty(), scope).network();
      this.embedder =
          new PhotoEmbedder(
              network, scope, cropper(plan, network), EmbeddingCache.none(), plan.batch());
    } catch (IOException unreadable) {
      close();
      throw new UncheckedIOException(unreadable);
    }
  }

  private FaceCropper cropper(EmbeddingPlan plan, Network network) throws IOException {
    if (plan.detector() == null) {
      return FaceCropper.aligned(network.input());
    }
    Mtcnn detector = Mtcnn.load(Path.of(plan.detector()), MtcnnSettings.DEFAULT, scope);
    return FaceCropper.found(
        new FaceFinder(detector, FaceChoice.LARGEST, Alignment.LANDMARKS), network.input());
  }

  @Override
  public boolean hasNext() {
    if (rows.isEmpty() && paths.hasNext()) {
      List<Path> some = new ArrayList<>();
      while (paths.hasNext() && some.size() < PHOTOS_AT_A_TIME) {
        some.add(Path.of(paths.next()));
      }
      embedder.run(some.iterator(), photo -> rows.add(row(photo)));
    }
    return !rows.isEmpty();
  }

  private static Row row(PhotoFaces photo) {
    return RowFactory.create(
        photo.photo().toString(),
        photo.contentHash(),
        photo.faces().isEmpty() ? null : photo.faces().get(0).embedding(),
        photo.failure().orElse(null));
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException("The partition has no more photographs");
    }
    return rows.remove();
  }

  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      scope.close();
      backend.close();
    }
  }
}
