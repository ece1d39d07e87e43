package io.github.facenet4j.peers;

import io.github.facenet4j.bench.Machine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The most memory that a process needs which runs one match on one engine and nothing else.
 *
 * <p>Arguments of its main method: engine, architecture, task, batch. Prints bytes.
 */
public final class PeakMemory {
  private static final int RUNS = 8;
  private static final String MALLOC_PROPERTY = "facenet4j.malloc";

  private PeakMemory() {}

  /** Runs; see the class. */
  public static void main(String[] arguments) {
    Match match =
        new Match(arguments[1], Match.Task.valueOf(arguments[2]), Integer.parseInt(arguments[3]));
    try (Contender contender = match.on(Match.Engine.valueOf(arguments[0]))) {
      for (int i = 0; i < RUNS; i++) {
        contender.run();
      }
      System.out.println(Machine.peakRssBytes());
    }
  }

  /**
   * The allocator of the C library as {@code bin/facenet} starts it, and not as PyTorch needs it.
   */
  private static void useOurMalloc(Map<String, String> environment) {
    environment.keySet().removeIf(name -> name.startsWith("MALLOC_"));
    for (String setting : System.getProperty(MALLOC_PROPERTY, "").split(" ")) {
      int equals = setting.indexOf('=');
      if (equals > 0) {
        environment.put(setting.substring(0, equals), setting.substring(equals + 1));
      }
    }
  }

  /**
   * Bytes of a process of its own, with this JVM's options; ours with the environment variables in
   * the property {@value #MALLOC_PROPERTY}. Empty where that process failed, as PyTorch's does on
   * some processors whose caches it cannot tell; that is no reason to lose what was timed.
   */
  static OptionalLong bytes(Match match, Match.Engine engine) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(PeakMemory.class.getName());
    command.addAll(
        List.of(
            engine.name(),
            match.architecture(),
            match.task().name(),
            Integer.toString(match.batch())));
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
      if (engine.isOurs()) {
        useOurMalloc(builder.environment());
      }
      Process process = builder.start();
      String out =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int status = process.waitFor();
      if (status != 0) {
        System.err.printf(
            "The memory of %s on %s is unknown: its process ended with status %d%n",
            match.name(), engine, status);
        return OptionalLong.empty();
      }
      return OptionalLong.of(Long.parseLong(out.substring(out.lastIndexOf('\n') + 1)));
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException("A process could not be run: " + command, failed);
    }
  }
}
