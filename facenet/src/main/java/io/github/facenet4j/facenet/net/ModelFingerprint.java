package io.github.facenet4j.facenet.net;

import io.github.facenet4j.nn.Parameter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What tells two models apart whose embeddings cannot be compared: architecture, input and weights.
 * The words that travel with them, such as the threshold, do not count.
 */
public final class ModelFingerprint {
  private static final int DIGITS = 32;

  private ModelFingerprint() {}

  /**
   * Of weights files.
   *
   * @param files one or several that together hold each tensor once; none for the built-in ones
   * @param architecture overrides what the files say
   * @return the architecture's name and 32 hexadecimal digits
   * @throws IOException when a file cannot be read or is malformed
   */
  public static String of(List<Path> files, Optional<String> architecture) throws IOException {
    if (files.isEmpty()) {
      return BuiltInModel.withFile(file -> of(List.of(file), Optional.empty()));
    }
    try (StoredModel stored = StoredModel.open(files, architecture)) {
      Network network = stored.model().network();
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes(network.architecture() + network.input()));
      for (Parameter parameter : network.parameters()) {
        digest.update(bytes(parameter.name() + parameter.diskShape()));
        digest.update(bytes(parameter.readDisk()));
      }
      String digits = HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
      return network.architecture() + ":" + digits;
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every JVM has SHA-256", impossible);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, values.length))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
