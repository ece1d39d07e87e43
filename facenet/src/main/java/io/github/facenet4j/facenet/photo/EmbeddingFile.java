package io.github.facenet4j.facenet.photo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Where the embeddings of very many photographs are written, a few at a time, so that a run that
 * was cut off goes on where it ended: what was flushed is kept, a torn end is cut off.
 */
public interface EmbeddingFile extends AutoCloseable {

  /** The photographs that are in the file, as they were named when they were written. */
  Set<String> paths();

  /** Adds a photograph's embedding. */
  void add(String path, float[] embedding) throws IOException;

  /** Forces what was added to the disk. */
  void flush() throws IOException;

  @Override
  void close() throws IOException;

  /**
   * A table: {@code path,e0,e1,…}.
   *
   * @param file is made, or continued where it has the same columns
   * @throws IOException when it cannot be written, or is something else
   */
  static EmbeddingFile csv(Path file, int embeddingSize) throws IOException {
    return CsvEmbeddings.open(file, embeddingSize);
  }

  /**
   * A matrix as NumPy reads it, float32 [photographs, numbers], and beside it {@code
   * <file>.paths.csv} with the photograph of each row.
   *
   * @param file is made, or continued where it has as many columns
   * @throws IOException when it cannot be written, or is something else
   */
  static EmbeddingFile npy(Path file, int embeddingSize) throws IOException {
    return NpyEmbeddings.open(file, embeddingSize);
  }
}
