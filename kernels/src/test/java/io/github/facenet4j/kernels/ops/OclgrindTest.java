package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.facenet4j.kernels.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Small cases of every family on the Oclgrind simulator, which reports accesses outside a buffer
 * and races between work-items that real devices forgive.
 */
class OclgrindTest {
  private static final Path SIMULATOR = Path.of("/usr/lib/oclgrind/liboclgrind-rt-icd.so");

  @TempDir Path folder;
  private Path vendors;

  @BeforeEach
  void registerOnlyTheSimulator() throws IOException {
    assumeTrue(
        !System.getProperty("facenet4j.test.opencl", "").equals("off"),
        "facenet4j.test.opencl is off");
    assumeTrue(
        Files.isRegularFile(SIMULATOR), "Oclgrind is not installed (Debian package oclgrind)");
    vendors = Files.createDirectory(folder.resolve("vendors"));
    Files.writeString(vendors.resolve("oclgrind.icd"), SIMULATOR + "\n");
  }

  private ChildJvm.Result run(boolean fault) throws IOException, InterruptedException {
    return new ChildJvm()
        .environment("OCL_ICD_VENDORS", vendors.toString())
        .environment("OCLGRIND_CHECK_API", "1")
        .environment("OCLGRIND_DATA_RACES", "1")
        .property("fault", String.valueOf(fault))
        .run(CheckedRun.class, folder);
  }

  @Test
  void findsNoFaultInAnyFamily() throws Exception {
    ChildJvm.Result result = run(false);
    assertEquals(0, result.exitCode(), result.output() + result.errors());
    assertEquals("", result.errors());
    assertTrue(result.output().contains("device Oclgrind"), result.output());
    assertTrue(result.output().contains("cases "), result.output());
  }

  @Test
  void wouldReportAWritePastTheEnd() throws Exception {
    ChildJvm.Result result = run(true);
    assertTrue(result.errors().contains("Invalid write"), result.output() + result.errors());
  }
}
