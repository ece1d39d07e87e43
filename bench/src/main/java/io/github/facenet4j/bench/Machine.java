package io.github.facenet4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the operating system says of the machine and of this process. */
public final class Machine {
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
  private static final Path PROCESS = Path.of("/proc/self/status");

  private Machine() {}

  /** The processor's name, or its architecture where the system does not say. */
  public static String processor() {
    return value(PROCESSOR, "model name").orElse(System.getProperty("os.arch"));
  }

  /** The largest resident set that this process ever had; null where the system does not say. */
  public static Long peakRssBytes() {
    return value(PROCESS, "VmHWM")
        .map(text -> Long.parseLong(text.replace("kB", "").strip()) << 10)
        .orElse(null);
  }

  private static Optional<String> value(Path file, String key) {
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
