package io.github.facenet4j.kernels.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.facenet4j.kernels.testing.ChildJvm;
import io.github.facenet4j.kernels.testing.TestDevice;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A driver that compiles with LLVM leaves a one-shot handler for the signal of the JVM's
 * safepoints; with the JDK's libjsig in front, as the launchers preload it, the process lives on.
 */
class SignalChainingTest {
  private static final Path CHAINING =
      Path.of(System.getProperty("java.home"), "lib", "libjsig.so");

  @Test
  void survivesCompilingWhileThreadsMeetSafepoints(@TempDir Path folder) throws Exception {
    TestDevice.open().close();
    assumeTrue(Files.isReadable(CHAINING), "this JDK has no " + CHAINING);
    ChildJvm.Result result =
        new ChildJvm()
            .environment("LD_PRELOAD", CHAINING.toString())
            .environment("POCL_CACHE_DIR", folder.resolve("empty").toString())
            .run(CompileBesideThreads.class, folder);
    assertEquals(0, result.exitCode(), result.errors());
    assertTrue(result.output().contains("survived"), result.output());
  }
}
