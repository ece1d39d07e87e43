package io.github.facenet4j.facenet.photo;

import io.github.facenet4j.facenet.image.DetectedFace;
import io.github.facenet4j.facenet.image.FaceLandmarks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Faces that were embedded before, by the hash of their photograph: one file for each way to embed
 * (model, detector, alignment), whose records are appended as they come.
 *
 * <p>Only a cache: a record that is torn or damaged ends the file, and what followed is computed
 * again. One process at a time appends; others use what is there and keep theirs to themselves.
 */
public final class EmbeddingCache implements AutoCloseable {
  private static final int HEADER = 2 * Integer.BYTES;
  private static final int LARGEST_RECORD = 64 << 20;
  private static final int PLACE_NUMBERS = 5 + 2 * FaceLandmarks.POINTS;

  private final Map<String, List<EmbeddedFace>> known = new ConcurrentHashMap<>();
  private final @Nullable FileChannel file;
  private final boolean appends;

  private EmbeddingCache(@Nullable FileChannel file, boolean appends) {
    this.file = file;
    this.appends = appends;
  }

  /** Remembers nothing beyond this run. */
  public static EmbeddingCache none() {
    return new EmbeddingCache(null, false);
  }

  /**
   * Opens the cache of a way to embed.
   *
   * @param folder of caches; made where it is missing
   * @param way names model, detector and alignment; equal for equal results
   * @throws IOException when the file cannot be opened
   */
  public static EmbeddingCache open(Path folder, String way) throws IOException {
    Files.createDirectories(folder);
    byte[] name = ContentHash.digest().digest(way.getBytes(StandardCharsets.UTF_8));
    Path path = folder.resolve(HexFormat.of().formatHex(name).substring(0, 32) + ".faces");
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      EmbeddingCache cache = new EmbeddingCache(file, locked(file));
      long end = cache.read();
      if (cache.appends) {
        file.truncate(end);
        file.position(end);
      }
      return cache;
    } catch (IOException | RuntimeException | Error failed) {
      file.close();
      throw failed;
    }
  }

  private static boolean locked(FileChannel file) throws IOException {
    try {
      FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException ownProcess) {
      return false;
    }
  }

  /** Reads whole records; the place behind the last one. */
  private long read() throws IOException {
    long end = 0;
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    while (fill(header, end)) {
      int length = header.getInt(0);
      if (length < 1 || length > LARGEST_RECORD || length > file.size() - end - HEADER) {
        break;
      }
      ByteBuffer record = ByteBuffer.allocate(length);
      if (!fill(record, end + HEADER) || checksum(record) != header.getInt(Integer.BYTES)) {
        break;
      }
      try {
        decode(record.flip());
      } catch (BufferUnderflowException | IllegalArgumentException | NegativeArraySizeException e) {
        break;
      }
      end += HEADER + length;
    }
    return end;
  }

  private boolean fill(ByteBuffer buffer, long at) throws IOException {
    buffer.clear();
    while (buffer.hasRemaining()) {
      if (file.read(buffer, at + buffer.position()) < 0) {
        return false;
      }
    }
    return true;
  }

  private static int checksum(ByteBuffer record) {
    CRC32C crc = new CRC32C();
    crc.update(record.array(), 0, record.capacity());
    return (int) crc.getValue();
  }

  /** The faces of a photograph with this content. */
  public Optional<List<EmbeddedFace>> find(String contentHash) {
    return Optional.ofNullable(known.get(contentHash));
  }

  /** Number of photographs that are known. */
  public int size() {
    return known.size();
  }

  /**
   * Remembers the faces of a photograph.
   *
   * @throws UncheckedIOException when the record cannot be written
   */
  public void put(String contentHash, List<EmbeddedFace> faces) {
    if (file == null || known.putIfAbsent(contentHash, List.copyOf(faces)) != null || !appends) {
      return;
    }
    ByteBuffer record = encode(contentHash, faces);
    record.putInt(0, record.capacity() - HEADER);
    CRC32C crc = new CRC32C();
    crc.update(record.array(), HEADER, record.capacity() - HEADER);
    record.putInt(Integer.BYTES, (int) crc.getValue());
    try {
      synchronized (file) {
        record.rewind();
        while (record.hasRemaining()) {
          file.write(record);
        }
      }
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  private static ByteBuffer encode(String contentHash, List<EmbeddedFace> faces) {
    byte[] hash = contentHash.getBytes(StandardCharsets.UTF_8);
    int bytes = HEADER + 2 * Integer.BYTES + hash.length;
    for (EmbeddedFace face : faces) {
      bytes += 1 + Integer.BYTES + Float.BYTES * face.embedding().length;
      bytes += face.place().isPresent() ? Double.BYTES * PLACE_NUMBERS : 0;
    }
    ByteBuffer record = ByteBuffer.allocate(bytes).position(HEADER);
    record.putInt(hash.length).put(hash).putInt(faces.size());
    for (EmbeddedFace face : faces) {
      record.put((byte) (face.place().isPresent() ? 1 : 0));
      face.place().ifPresent(place -> encode(record, place));
      record.putInt(face.embedding().length);
      for (float value : face.embedding()) {
        record.putFloat(value);
      }
    }
    return record;
  }

  private static void encode(ByteBuffer record, DetectedFace face) {
    record.putDouble(face.left()).putDouble(face.top());
    record.putDouble(face.width()).putDouble(face.height()).putDouble(face.score());
    for (double coordinate : face.landmarks().coordinates()) {
      record.putDouble(coordinate);
    }
  }

  private void decode(ByteBuffer record) {
    byte[] hash = new byte[record.getInt()];
    record.get(hash);
    List<EmbeddedFace> faces = new ArrayList<>();
    for (int count = record.getInt(); count > 0; count--) {
      Optional<DetectedFace> place =
          record.get() == 1 ? Optional.of(decodePlace(record)) : Optional.empty();
      float[] embedding = new float[record.getInt()];
      for (int i = 0; i < embedding.length; i++) {
        embedding[i] = record.getFloat();
      }
      faces.add(new EmbeddedFace(place, embedding));
    }
    known.put(new String(hash, StandardCharsets.UTF_8), List.copyOf(faces));
  }

  private static DetectedFace decodePlace(ByteBuffer record) {
    double[] numbers = new double[PLACE_NUMBERS];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = record.getDouble();
    }
    double[] points = Arrays.copyOfRange(numbers, 5, numbers.length);
    return new DetectedFace(
        numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], FaceLandmarks.of(points));
  }

  /** Ends the use. */
  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
