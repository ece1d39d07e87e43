package io.github.facenet4j.facenet.train;

import io.github.facenet4j.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;

/**
 * SHA-256 over what a checkpoint says: its metadata in alphabetic order, then name, shape and
 * values of every tensor in the order of the file.
 */
final class ContentChecksum {
  /** Numbers of {@link #toInts}. */
  static final int INTS = 8;

  private static final int CHUNK = 1 << 14;

  private final MessageDigest digest;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);

  ContentChecksum(Map<String, String> metadata) {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
    new TreeMap<>(metadata)
        .forEach(
            (key, value) -> {
              text(key);
              text(value);
            });
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    // With its length before it, so that no two sequences of texts have the same bytes.
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    digest.update(bytes);
  }

  /** Takes in one tensor and hands its values on. */
  float[] add(String name, Shape shape, float[] values) {
    text(name);
    text(shape.toString());
    for (int done = 0; done < values.length; done += CHUNK) {
      int count = Math.min(CHUNK, values.length - done);
      buffer.clear();
      buffer.asFloatBuffer().put(values, done, count);
      digest.update(buffer.limit(count * Float.BYTES));
    }
    return values;
  }

  /** The checksum of all that was added; ends the calculation. */
  int[] toInts() {
    int[] ints = new int[INTS];
    ByteBuffer.wrap(digest.digest()).asIntBuffer().get(ints);
    return ints;
  }

  /** So many of the {@link #toInts numbers} in hexadecimal digits, eight each; ends it, too. */
  String toHex(int numbers) {
    StringBuilder digits = new StringBuilder();
    int[] digest = toInts();
    for (int i = 0; i < numbers; i++) {
      digits.append("%08x".formatted(digest[i]));
    }
    return digits.toString();
  }
}
