package io.github.facenet4j.bench;

import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How long the JVM's compiler has worked. The JVM itself counts a compilation when it ends, and one
 * of a large register tile takes seconds: so the processor time of the compiler's threads is asked
 * of the system, where the system says it (Linux).
 */
final class CompilerTime {
  private static final Path THREADS = Path.of("/proc/self/task");

  /** Linux cuts thread names to 15 characters: "C2 CompilerThread0". */
  private static final String NAME = "[CJ].* Compiler.*|JVMCI.*";

  private final CompilationMXBean counted = ManagementFactory.getCompilationMXBean();

  /** Nanoseconds so far; 0 where the JVM only interprets. */
  long nanos() {
    long used = 0;
    if (Files.isDirectory(THREADS)) {
      try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
        for (Path thread : threads) {
          used += isCompiler(thread) ? processorNanos(thread) : 0;
        }
      } catch (IOException unreadable) {
        used = 0;
      }
    }
    if (used > 0) {
      return used;
    }
    return counted == null ? 0 : counted.getTotalCompilationTime() * 1_000_000;
  }

  private static boolean isCompiler(Path thread) {
    return read(thread.resolve("comm")).matches(NAME);
  }

  private static long processorNanos(Path thread) {
    String nanos = read(thread.resolve("schedstat")).split(" ", 2)[0];
    return nanos.isEmpty() ? 0 : Long.parseLong(nanos);
  }

  /** Empty where the thread has just ended. */
  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException gone) {
      return "";
    }
  }
}
