package io.github.facenet4j.facenet.train;

import io.github.facenet4j.tensor.spi.DeviceMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory that training holds.
 *
 * @param deviceBytes the most that the device's pool has held at one time
 * @param residentBytes of this process now, its device memory included where the device is the
 *     processor; empty where the system does not tell
 */
public record MemoryUse(long deviceBytes, OptionalLong residentBytes) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
  private static final long KILO = 1024;

  /** Now. */
  public static MemoryUse of(DeviceMemory device) {
    return new MemoryUse(device.peakBytes(), resident());
  }

  private static OptionalLong resident() {
    if (!Files.isReadable(STATUS)) {
      return OptionalLong.empty();
    }
    try {
      Matcher found = RESIDENT.matcher(Files.readString(STATUS));
      return found.find()
          ? OptionalLong.of(KILO * Long.parseLong(found.group(1)))
          : OptionalLong.empty();
    } catch (IOException untold) {
      return OptionalLong.empty();
    }
  }

  /** What is known, by name. */
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("deviceBytes", deviceBytes);
    residentBytes.ifPresent(bytes -> fields.put("residentBytes", bytes));
    return fields;
  }
}
