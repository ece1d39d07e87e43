package io.github.facenet4j.tensor.io;

import io.github.facenet4j.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Collects tensors and metadata, then writes them as one safetensors file.
 *
 * <p>Tensors stand in the file in the order they were added, metadata in alphabetic order, so equal
 * content gives equal bytes. A tensor may be given as a supplier, which is asked when its turn
 * comes: a model need not be in host memory as a whole.
 */
public final class SafetensorsWriter {
  private static final int CHUNK_BYTES = 1 << 20;

  private final Map<String, String> metadata = new TreeMap<>();
  private final Map<String, Pending> tensors = new LinkedHashMap<>();

  private record Pending(StoredType type, Shape shape, Supplier<Values> values) {}

  /** Writes one element of an array. */
  private interface Put {
    void element(ByteBuffer buffer, int index);
  }

  /** An array of any type. */
  private record Values(int length, Put put) {
    static Values of(float[] array) {
      return new Values(array.length, (buffer, i) -> buffer.putFloat(array[i]));
    }

    static Values halves(float[] array) {
      return new Values(
          array.length, (buffer, i) -> buffer.putShort(StoredType.floatToHalf(array[i])));
    }

    static Values of(int[] array) {
      return new Values(array.length, (buffer, i) -> buffer.putInt(array[i]));
    }

    static Values of(byte[] array) {
      return new Values(array.length, (buffer, i) -> buffer.put(array[i]));
    }
  }

  /** Sets one metadata text; a second call with the name replaces the first. */
  public SafetensorsWriter metadata(String name, String text) {
    requireText(name);
    requireText(text);
    metadata.put(name, text);
    return this;
  }

  /**
   * Adds a float tensor.
   *
   * @param values row-major, exactly as many as the shape has; not copied
   */
  public SafetensorsWriter add(String name, Shape shape, float[] values) {
    requireLength(name, shape, values.length);
    return add(name, shape, () -> values);
  }

  /**
   * Adds a float tensor whose values are asked for while writing.
   *
   * @param values gives exactly as many as the shape has, row-major
   */
  public SafetensorsWriter add(String name, Shape shape, Supplier<float[]> values) {
    return pend(name, new Pending(StoredType.F32, shape, () -> Values.of(values.get())));
  }

  /**
   * Adds a float tensor that is stored in half precision, rounded to nearest, ties to even.
   *
   * @param values gives exactly as many as the shape has, row-major, asked for while writing;
   *     magnitudes from 65,520 become infinite
   */
  public SafetensorsWriter addHalves(String name, Shape shape, Supplier<float[]> values) {
    return pend(name, new Pending(StoredType.F16, shape, () -> Values.halves(values.get())));
  }

  /**
   * Adds a tensor of signed bytes.
   *
   * @param values gives exactly as many as the shape has, row-major, asked for while writing
   */
  public SafetensorsWriter addBytes(String name, Shape shape, Supplier<byte[]> values) {
    return pend(name, new Pending(StoredType.I8, shape, () -> Values.of(values.get())));
  }

  /**
   * Adds an int tensor.
   *
   * @param values row-major, exactly as many as the shape has; not copied
   */
  public SafetensorsWriter addInts(String name, Shape shape, int[] values) {
    requireLength(name, shape, values.length);
    return addInts(name, shape, () -> values);
  }

  /**
   * Adds an int tensor whose values are asked for while writing, after those of all tensors before
   * it: a checksum of them can stand at the end.
   *
   * @param values gives exactly as many as the shape has, row-major
   */
  public SafetensorsWriter addInts(String name, Shape shape, Supplier<int[]> values) {
    return pend(name, new Pending(StoredType.I32, shape, () -> Values.of(values.get())));
  }

  private SafetensorsWriter pend(String name, Pending tensor) {
    if (name.equals(SafetensorsHeader.METADATA) || tensors.containsKey(name)) {
      throw new IllegalArgumentException(
          "Tensor name '" + name + "' is " + (tensors.containsKey(name) ? "taken" : "reserved"));
    }
    requireText(name);
    tensor.shape().intElements(); // an array must hold it
    tensors.put(name, tensor);
    return this;
  }

  private static void requireText(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException("Half a surrogate pair in '" + text + "' is not text");
    }
  }

  private static void requireLength(String name, Shape shape, int length) {
    if (shape.elements() != length) {
      throw new IllegalArgumentException(
          "Tensor '"
              + name
              + "' of shape "
              + shape
              + " has "
              + shape.elements()
              + " elements, got "
              + length
              + " values");
    }
  }

  /**
   * Writes the file; a file of that name is replaced in one step when everything has been written.
   *
   * @throws IOException when it cannot be written; an older file is then as it was
   */
  public void write(Path path) throws IOException {
    AtomicFile.replace(path, this::writeTo);
  }

  private void writeTo(FileChannel channel) throws IOException {
    byte[] header = header();
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(header.length);
    drain(buffer, channel);
    drain(ByteBuffer.wrap(header).position(header.length), channel);
    for (Map.Entry<String, Pending> tensor : tensors.entrySet()) {
      Values values = tensor.getValue().values().get();
      requireLength(tensor.getKey(), tensor.getValue().shape(), values.length());
      for (int i = 0; i < values.length(); i++) {
        if (buffer.remaining() < tensor.getValue().type().bytes()) {
          drain(buffer, channel);
        }
        values.put().element(buffer, i);
      }
    }
    drain(buffer, channel);
  }

  private static void drain(ByteBuffer buffer, FileChannel channel) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  /** The JSON, padded with blanks so that the data begins at a multiple of 8 bytes. */
  private byte[] header() {
    StringBuilder json = new StringBuilder("{");
    if (!metadata.isEmpty()) {
      json.append(StrictJson.quoted(SafetensorsHeader.METADATA)).append(":{");
      metadata.forEach(
          (name, text) ->
              json.append(StrictJson.quoted(name))
                  .append(':')
                  .append(StrictJson.quoted(text))
                  .append(','));
      json.setCharAt(json.length() - 1, '}');
      json.append(',');
    }
    long offset = 0;
    for (Map.Entry<String, Pending> tensor : tensors.entrySet()) {
      Pending pending = tensor.getValue();
      long end = Math.addExact(offset, pending.shape().elements() * pending.type().bytes());
      json.append(StrictJson.quoted(tensor.getKey()))
          .append(":{\"dtype\":\"")
          .append(pending.type())
          .append("\",\"shape\":")
          .append(Arrays.toString(pending.shape().dimensions()).replace(" ", ""))
          .append(",\"data_offsets\":[")
          .append(offset)
          .append(',')
          .append(end)
          .append("]},");
      offset = end;
    }
    if (json.length() > 1) {
      json.setLength(json.length() - 1);
    }
    json.append('}');
    int bytes = json.toString().getBytes(StandardCharsets.UTF_8).length;
    json.append(" ".repeat((8 - bytes % 8) % 8));
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
