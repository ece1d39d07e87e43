package io.github.facenet4j.facenet.photo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Embeddings as a table. */
final class CsvEmbeddings implements EmbeddingFile {
  private final AppendedLines lines;
  private final Set<String> paths;

  private CsvEmbeddings(AppendedLines lines) {
    this.lines = lines;
    this.paths = new HashSet<>(lines.firstFields());
  }

  static CsvEmbeddings open(Path file, int embeddingSize) throws IOException {
    String[] header = new String[embeddingSize + 1];
    header[0] = "path";
    for (int e = 0; e < embeddingSize; e++) {
      header[e + 1] = "e" + e;
    }
    return new CsvEmbeddings(AppendedLines.open(file, header));
  }

  @Override
  public Set<String> paths() {
    return paths;
  }

  @Override
  public void add(String path, float[] embedding) {
    String[] row = new String[embedding.length + 1];
    row[0] = path;
    for (int e = 0; e < embedding.length; e++) {
      row[e + 1] = Float.toString(embedding[e]);
    }
    lines.add(row);
    paths.add(path);
  }

  @Override
  public void flush() throws IOException {
    lines.flush();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
