package io.github.facenet4j.tensor.io;

import static io.github.facenet4j.tensor.io.WeightsFormatException.quote;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * An open safetensors file: 8 bytes of header length (little-endian), a JSON header, then the raw
 * tensors.
 *
 * <p>Opening reads and checks the header alone; a tensor's data is read when it is asked for, so
 * files of many gigabytes cost what is taken from them. Reading from several threads is safe.
 */
public final class SafetensorsFile implements AutoCloseable {
  /** Longest header that is read; forty thousand tensors fit. */
  static final long MAX_HEADER_BYTES = 4 << 20;

  private static final int CHUNK_BYTES = 1 << 20;

  private final Path path;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final long dataStart;

  private SafetensorsFile(
      Path path, FileChannel channel, SafetensorsHeader header, long dataStart) {
    this.path = path;
    this.channel = channel;
    this.header = header;
    this.dataStart = dataStart;
  }

  /**
   * Opens a file and checks its header against its size.
   *
   * @throws WeightsFormatException when the file is not well-formed safetensors
   * @throws IOException when it cannot be read
   */
  public static SafetensorsFile open(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      String found = Files.exists(path) ? "is not a regular file" : "does not exist";
      throw new FileSystemException(
          path.toString(), null, found + "; the path of a safetensors file is needed");
    }
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      long size = channel.size();
      long headerBytes = headerLength(channel, size);
      long dataStart = Long.BYTES + headerBytes;
      String json = decode(read(channel, Long.BYTES, (int) headerBytes));
      return new SafetensorsFile(
          path, channel, SafetensorsHeader.parse(json, size - dataStart), dataStart);
    } catch (WeightsFormatException malformed) {
      channel.close();
      throw inFile(path, malformed.getMessage());
    } catch (IOException | RuntimeException | Error failure) {
      channel.close();
      throw failure;
    }
  }

  private static WeightsFormatException inFile(Path path, String problem) {
    return new WeightsFormatException(
        path + ": " + problem + ". Check that it is a safetensors file and fetch it again.");
  }

  private static long headerLength(FileChannel channel, long size) throws IOException {
    if (size < Long.BYTES) {
      throw new WeightsFormatException(
          "the file has " + size + " bytes; 8 bytes of header length are needed");
    }
    long length = read(channel, 0, Long.BYTES).getLong();
    if (length < 0 || length > size - Long.BYTES) {
      throw new WeightsFormatException(
          "the header is said to have "
              + Long.toUnsignedString(length)
              + " bytes, but only "
              + (size - Long.BYTES)
              + " bytes follow");
    }
    if (length > MAX_HEADER_BYTES) {
      throw new WeightsFormatException(
          "the header has " + length + " bytes; at most " + MAX_HEADER_BYTES + " are read");
    }
    return length;
  }

  private static String decode(ByteBuffer bytes) throws IOException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException notUtf8) {
      throw new WeightsFormatException("the header is not UTF-8 text");
    }
  }

  /** The file's path, for messages. */
  public Path path() {
    return path;
  }

  /** Free text by name: architecture, input, provenance; empty when the file has none. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /** All tensors in the header's order. */
  public Collection<TensorEntry> entries() {
    return header.entries().values();
  }

  /** The tensor of this name. */
  public Optional<TensorEntry> find(String name) {
    return Optional.ofNullable(header.entries().get(name));
  }

  private TensorEntry require(String name) throws WeightsFormatException {
    TensorEntry entry = header.entries().get(name);
    if (entry == null) {
      throw new WeightsFormatException(
          path
              + " has no tensor "
              + quote(name)
              + " among its "
              + header.entries().size()
              + ". Use the weights file of this architecture.");
    }
    return entry;
  }

  /**
   * A tensor's values, row-major, converted to single precision.
   *
   * @throws WeightsFormatException when there is no such tensor or it does not fit an array
   */
  public float[] readFloats(String name) throws IOException {
    TensorEntry entry = require(name);
    float[] values = allocate(entry, float[]::new);
    int done = 0;
    while (done < values.length) {
      int count = Math.min(values.length - done, CHUNK_BYTES / entry.type().bytes());
      ByteBuffer chunk = chunk(entry, done, count);
      if (entry.type() == StoredType.F32) {
        chunk.asFloatBuffer().get(values, done, count);
      } else {
        for (int i = done; i < done + count; i++) {
          values[i] = entry.type().nextFloat(chunk);
        }
      }
      done += count;
    }
    return values;
  }

  /**
   * A tensor's values like {@link #readFloats}, none of which may be NaN or infinite.
   *
   * @throws WeightsFormatException naming the tensor and the first such element
   */
  public float[] readFiniteFloats(String name) throws IOException {
    float[] values = readFloats(name);
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new WeightsFormatException(
            path
                + ": element "
                + i
                + " of tensor "
                + quote(name)
                + " is "
                + values[i]
                + ". The weights are broken (diverged training or a damaged file); use another file.");
      }
    }
    return values;
  }

  /**
   * The values of a tensor of an integer type, row-major.
   *
   * @throws WeightsFormatException when there is no such tensor, it holds fractions, or a value
   *     does not fit 32 bits
   */
  public int[] readInts(String name) throws IOException {
    TensorEntry entry = require(name);
    if (!entry.type().isInteger()) {
      throw new WeightsFormatException(
          path
              + ": tensor "
              + quote(name)
              + " holds "
              + entry.type()
              + ", whole numbers are needed");
    }
    int[] values = allocate(entry, int[]::new);
    int done = 0;
    while (done < values.length) {
      int count = Math.min(values.length - done, CHUNK_BYTES / entry.type().bytes());
      ByteBuffer chunk = chunk(entry, done, count);
      for (int i = done; i < done + count; i++) {
        long value = entry.type().nextLong(chunk);
        if (value != (int) value) {
          throw new WeightsFormatException(
              path + ": tensor " + quote(name) + " holds " + value + ", which needs 64 bits");
        }
        values[i] = (int) value;
      }
      done += count;
    }
    return values;
  }

  private <A> A allocate(TensorEntry entry, IntFunction<A> array) throws WeightsFormatException {
    long elements = entry.shape().elements();
    String tooLarge =
        path
            + ": tensor "
            + quote(entry.name())
            + " has "
            + elements
            + " elements, which do not fit ";
    if (elements > Integer.MAX_VALUE - 8) {
      throw new WeightsFormatException(tooLarge + "a Java array. Split the tensor.");
    }
    try {
      return array.apply((int) elements);
    } catch (OutOfMemoryError full) {
      throw new WeightsFormatException(tooLarge + "the Java heap. Use a larger -Xmx.");
    }
  }

  private ByteBuffer chunk(TensorEntry entry, int first, int count) throws IOException {
    long position = dataStart + entry.begin() + (long) first * entry.type().bytes();
    try {
      return read(channel, position, count * entry.type().bytes());
    } catch (WeightsFormatException shrunk) {
      throw inFile(path, shrunk.getMessage());
    }
  }

  private static ByteBuffer read(FileChannel channel, long position, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new WeightsFormatException(
            "the file ends at byte " + (position + buffer.position()) + ", amid data that it had");
      }
    }
    return buffer.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
