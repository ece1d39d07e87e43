package io.github.facenet4j.facenet.photo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Embeddings in NumPy's format, version 1.0: a header of 128 bytes that says the shape and is
 * written anew with each flush, then rows of little-endian floats.
 */
final class NpyEmbeddings implements EmbeddingFile {
  private static final int HEADER = 128;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  private final FileChannel matrix;
  private final AppendedLines names;
  private final int width;
  private final Set<String> paths;
  private long rows;

  private NpyEmbeddings(FileChannel matrix, AppendedLines names, int width, List<String> known) {
    this.matrix = matrix;
    this.names = names;
    this.width = width;
    this.paths = new HashSet<>(known);
    this.rows = known.size();
  }

  static NpyEmbeddings open(Path file, int embeddingSize) throws IOException {
    Path table = file.resolveSibling(file.getFileName() + ".paths.csv");
    FileChannel matrix =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      long rowBytes = (long) Float.BYTES * embeddingSize;
      long whole = 0;
      if (matrix.size() > 0) {
        requireHeader(matrix, file, embeddingSize);
        whole = Math.max(0, matrix.size() - HEADER) / rowBytes;
      }
      AppendedLines names = AppendedLines.open(table, "path");
      List<String> known = names.firstFields();
      if (known.size() > whole) {
        // Names are flushed after their rows: the matrix is not the one that they belong to.
        names.close();
        throw new IOException(
            "'"
                + file
                + "' has "
                + whole
                + " rows, '"
                + table
                + "' names "
                + known.size()
                + "; name another file");
      }
      matrix.truncate(HEADER + known.size() * rowBytes);
      NpyEmbeddings open = new NpyEmbeddings(matrix, names, embeddingSize, known);
      open.writeHeader();
      matrix.position(HEADER + known.size() * rowBytes);
      return open;
    } catch (IOException | RuntimeException | Error failed) {
      matrix.close();
      throw failed;
    }
  }

  private static void requireHeader(FileChannel matrix, Path file, int width) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    matrix.read(header, 0);
    String text = new String(header.array(), StandardCharsets.ISO_8859_1);
    boolean isOurs =
        text.startsWith(new String(MAGIC, StandardCharsets.ISO_8859_1))
            && text.contains("'<f4'")
            && text.contains(", " + width + ")");
    if (!isOurs) {
      throw new IOException(
          "'"
              + file
              + "' is no matrix of "
              + width
              + " floats a row and is not continued; name another file");
    }
  }

  private void writeHeader() throws IOException {
    String shape =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }".formatted(rows, width);
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).putShort((short) (HEADER - MAGIC.length - Short.BYTES));
    header.put(shape.getBytes(StandardCharsets.US_ASCII));
    while (header.position() < HEADER - 1) {
      header.put((byte) ' ');
    }
    header.put((byte) '\n').flip();
    while (header.hasRemaining()) {
      matrix.write(header, header.position());
    }
  }

  @Override
  public Set<String> paths() {
    return paths;
  }

  @Override
  public void add(String path, float[] embedding) throws IOException {
    ByteBuffer row =
        ByteBuffer.allocate(Float.BYTES * embedding.length).order(ByteOrder.LITTLE_ENDIAN);
    row.asFloatBuffer().put(embedding);
    while (row.hasRemaining()) {
      matrix.write(row);
    }
    names.add(path);
    paths.add(path);
    rows++;
  }

  @Override
  public void flush() throws IOException {
    writeHeader();
    matrix.force(false);
    names.flush();
  }

  @Override
  public void close() throws IOException {
    try {
      if (matrix.isOpen()) {
        flush();
      }
    } finally {
      matrix.close();
      names.close();
    }
  }
}
