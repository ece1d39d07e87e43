package io.github.facenet4j.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.BackendUnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A JVM that was started without the incubator module, as a process of its own. */
class WithoutVectorModuleTest {

  /** What the other JVM runs: an op, and the kernels that ran it. */
  public static final class Main {
    private Main() {}

    /** Prints one line. */
    public static void main(String[] arguments) {
      try (Backend backend = Backends.require("cpu");
          MemoryScope scope = MemoryScope.root(backend, "test")) {
        Tensor a = scope.floats(Shape.of(3), new float[] {1, 2, 3});
        backend.elementwise().add(a, a, a);
        System.out.println(backend.device().properties().get("kernels") + " " + a.readFloats()[2]);
      } catch (BackendUnavailableException refused) {
        System.out.println(refused.getMessage());
      }
    }
  }

  private static String output(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    return text.strip();
  }

  @Test
  void computesWithPlainLoops() throws IOException, InterruptedException {
    assertEquals("plain loops 6.0", output());
  }

  @Test
  void saysWhichLineToAddWhenVectorsAreDemanded() throws IOException, InterruptedException {
    String text = output("-Dfacenet4j.cpu.vector=on");
    assertTrue(text.contains("Add --add-modules jdk.incubator.vector"), text);
    assertEquals(1, text.lines().count(), text);
  }
}
