package io.github.facenet4j.kernels.library;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One kernel file with everything it includes, and the hash of that text.
 *
 * <p>A line {@code #include "family/file.cl"} is replaced by that file, once per source; paths are
 * relative to the kernels' resource folder. The kernel function is the file's stem without its
 * rung: {@code gemm/02_tiled.cl} holds {@code tiled}, {@code gemm/cpu_03_panel.cl} {@code panel}.
 *
 * @param path such as {@code gemm/02_tiled.cl}
 * @param text OpenCL C with the includes resolved
 * @param hash SHA-256 of the text, hexadecimal
 */
public record KernelSource(String path, String text, String hash) {
  private static final String FOLDER = "/io/github/facenet4j/kernels/";
  private static final Pattern INCLUDE = Pattern.compile("#include\\s+\"([^\"]+)\"\\s*");
  private static final Pattern RUNG = Pattern.compile("^(cpu_)?\\d+_");

  /**
   * Reads a kernel file from the resources.
   *
   * @throws IllegalArgumentException when there is no such file
   */
  public static KernelSource load(String path) {
    StringBuilder text = new StringBuilder();
    append(path, text, new LinkedHashSet<>());
    return new KernelSource(path, text.toString(), sha256(text.toString()));
  }

  private static void append(String path, StringBuilder text, Set<String> included) {
    if (!included.add(path)) {
      return;
    }
    int number = 0;
    for (String line : read(path).split("\n", -1)) {
      number++;
      Matcher include = INCLUDE.matcher(line);
      if (include.matches()) {
        append(include.group(1), text, included);
        text.append("#line ").append(number + 1).append(" \"").append(path).append("\"\n");
      } else {
        text.append(line).append('\n');
      }
    }
  }

  private static String read(String path) {
    try (InputStream in = KernelSource.class.getResourceAsStream(FOLDER + path)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "No kernel file '" + path + "' among the resources in " + FOLDER);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("Kernel file '" + path + "' cannot be read", unreadable);
    }
  }

  /** SHA-256 of the text's UTF-8 bytes, hexadecimal. */
  public static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }

  /** {@code gemm/02_tiled} of {@code gemm/02_tiled.cl}. */
  public String stem() {
    return stem(path);
  }

  /** The name of the kernel function in the file. */
  public String function() {
    return RUNG.matcher(stem().substring(stem().lastIndexOf('/') + 1)).replaceFirst("");
  }

  static String stem(String path) {
    return path.endsWith(".cl") ? path.substring(0, path.length() - 3) : path;
  }
}
