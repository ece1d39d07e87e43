package io.github.facenet4j.kernels.tuning;

import static io.github.facenet4j.tensor.io.StrictJson.quoted;

import io.github.facenet4j.tensor.io.AtomicFile;
import io.github.facenet4j.tensor.io.JsonFormatException;
import io.github.facenet4j.tensor.io.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Measured choices as a JSON file: {@code {"format":"facenet4j-tuning","version":1,"entries":[…]}},
 * one entry a line, of as many devices as were tuned into it.
 */
public final class TuningFile {
  private static final String FORMAT = "facenet4j-tuning";
  private static final long VERSION = 1;

  /** Ten thousand entries, so some sixty devices; what is larger is something else. */
  private static final int MOST_BYTES = 4 << 20;

  private TuningFile() {}

  /**
   * Reads a file's entries, in order.
   *
   * @throws IOException in one line when it cannot be read or is no tuning file
   */
  public static List<TuningEntry> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new FileSystemException(file.toString(), null, "no such tuning file. " + remedy());
    }
    Object document;
    try {
      document = StrictJson.parse(text(file), "it");
    } catch (JsonFormatException malformed) {
      throw notOne(file, malformed.getMessage());
    }
    if (!(document instanceof Map<?, ?> members) || !FORMAT.equals(members.get("format"))) {
      throw notOne(file, "its format is not '" + FORMAT + "'");
    }
    if (!Long.valueOf(VERSION).equals(members.get("version"))) {
      throw notOne(file, "its version is not " + VERSION);
    }
    if (!(members.get("entries") instanceof List<?> list)) {
      throw notOne(file, "it has no list of entries");
    }
    List<TuningEntry> entries = new ArrayList<>();
    for (Object element : list) {
      try {
        entries.add(entry(element));
      } catch (IllegalArgumentException incomplete) {
        throw notOne(file, "entry " + entries.size() + " " + incomplete.getMessage());
      }
    }
    return entries;
  }

  private static String text(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw notOne(file, "it is not a regular file");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    if (bytes.length > MOST_BYTES) {
      throw notOne(file, "it is larger than " + (MOST_BYTES >> 20) + " MiB");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException other) {
      throw notOne(file, "it is not UTF-8 text");
    }
  }

  private static FileSystemException notOne(Path file, String why) {
    return new FileSystemException(
        file.toString(), null, "not a tuning file: " + why + ". " + remedy());
  }

  private static String remedy() {
    return "Make one with 'facenet tune --out FILE'.";
  }

  private static TuningEntry entry(Object element) {
    if (!(element instanceof Map<?, ?> fields)) {
      throw new IllegalArgumentException("is not an object");
    }
    return new TuningEntry(
        new TunedDevice(
            text(fields, "device"), text(fields, "driver"), (int) number(fields, "computeUnits")),
        new ShapeClass(text(fields, "family"), text(fields, "shape")),
        text(fields, "sources"),
        text(fields, "variant"),
        number(fields, "medianNanos"),
        text(fields, "defaultVariant"),
        number(fields, "defaultNanos"),
        number(fields, "errorPpb"),
        text(fields, "measured"),
        text(fields, "version"));
  }

  private static String text(Map<?, ?> fields, String name) {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("has no text '" + name + "'");
  }

  private static long number(Map<?, ?> fields, String name) {
    if (fields.get(name) instanceof Long number && number >= 0) {
      return number;
    }
    throw new IllegalArgumentException("has no positive number '" + name + "'");
  }

  /**
   * Replaces the file in one step.
   *
   * @throws IOException when it cannot be written; the old file is then as it was
   */
  public static void write(Path file, List<TuningEntry> entries) throws IOException {
    String document =
        entries.stream()
            .map(TuningFile::line)
            .collect(
                Collectors.joining(
                    ",\n",
                    "{\"format\":%s,\"version\":%d,\"entries\":[\n"
                        .formatted(quoted(FORMAT), VERSION),
                    "\n]}\n"));
    AtomicFile.replace(file, document);
  }

  private static String line(TuningEntry entry) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("device", entry.device().name());
    fields.put("driver", entry.device().driver());
    fields.put("computeUnits", entry.device().computeUnits());
    fields.put("family", entry.shape().family());
    fields.put("shape", entry.shape().sizes());
    fields.put("variant", entry.variant());
    fields.put("medianNanos", entry.medianNanos());
    fields.put("defaultVariant", entry.defaultVariant());
    fields.put("defaultNanos", entry.defaultNanos());
    fields.put("errorPpb", entry.errorPpb());
    fields.put("sources", entry.sources());
    fields.put("measured", entry.measured());
    fields.put("version", entry.version());
    return fields.entrySet().stream()
        .map(field -> quoted(field.getKey()) + ":" + value(field.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String value(Object value) {
    return value instanceof String text ? quoted(text) : value.toString();
  }
}
