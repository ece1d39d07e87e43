package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The command line as a process of its own.
 *
 * @param process that was started
 * @param errors receives its standard error
 */
record CommandLineProcess(Process process, Path errors) {
  private static final String VECTORS = "jdk.incubator.vector";
  private static final long SECONDS = 120;

  /** Starts a verb with the inner loops of this JVM: others round differently. */
  static CommandLineProcess start(Path errors, List<String> arguments, String... javaOptions)
      throws IOException {
    return startAs(List.of(), errors, arguments, options(javaOptions));
  }

  private static List<String> options(String... more) {
    List<String> options = new ArrayList<>();
    if (ModuleLayer.boot().findModule(VECTORS).isPresent()) {
      options.add("--add-modules=" + VECTORS);
    }
    options.addAll(List.of(more));
    return options;
  }

  /** Starts a verb in a JVM that begins fast: plain loops, compiled once. */
  static CommandLineProcess startFast(Path errors, List<String> arguments) throws IOException {
    List<String> options = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    return startAs(List.of(), errors, arguments, options);
  }

  /** As {@link #start}, with files that cannot grow beyond a size: a disk that is full. */
  static CommandLineProcess startOnFullDisk(
      Path errors, List<String> arguments, long largestKibibytes) throws IOException {
    String shell = "ulimit -f " + largestKibibytes + "; exec \"$@\"";
    return startAs(List.of("bash", "-c", shell, "bash"), errors, arguments, options());
  }

  private static CommandLineProcess startAs(
      List<String> prefix, Path errors, List<String> arguments, List<String> javaOptions)
      throws IOException {
    List<String> line = new ArrayList<>(prefix);
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(javaOptions);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    line.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(errors.toFile());
    Path signals = Path.of(System.getProperty("java.home"), "lib", "libjsig.so");
    if (Files.exists(signals)) {
      builder.environment().put("LD_PRELOAD", signals.toString()); // as the launcher does
    }
    return new CommandLineProcess(builder.start(), errors);
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), "still running");
    return process.exitValue();
  }

  /** What it has said on standard error so far. */
  String talk() {
    try {
      return Files.readString(errors);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }
}
