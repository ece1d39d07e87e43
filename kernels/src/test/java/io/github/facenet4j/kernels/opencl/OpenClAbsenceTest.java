package io.github.facenet4j.kernels.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.kernels.testing.ChildJvm;
import io.github.facenet4j.kernels.testing.TestDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine without OpenCL shows, in processes that are kept from finding it. */
class OpenClAbsenceTest {
  @TempDir Path folder;

  @Test
  void saysWhatToInstallWhenThereIsNoLibrary() throws Exception {
    ChildJvm.Result result =
        new ChildJvm()
            .property(OpenClLibrary.LIBRARY_PROPERTY, folder.resolve("absent.so").toString())
            .run(ListDevices.class, folder);
    assertAbsent(result, "No OpenCL library");
  }

  @Test
  void saysWhatToInstallWhenTheLibraryIsNone() throws Exception {
    Path text = Files.writeString(folder.resolve("text.so"), "not a library");
    ChildJvm.Result result =
        new ChildJvm()
            .property(OpenClLibrary.LIBRARY_PROPERTY, text.toString())
            .run(ListDevices.class, folder);
    assertAbsent(result, "No OpenCL library");
  }

  @Test
  void saysWhatToInstallWhenNoPlatformIsRegistered() throws Exception {
    TestDevice.open().close();
    Path empty = Files.createDirectory(folder.resolve("vendors"));
    ChildJvm.Result result =
        new ChildJvm()
            .environment("OCL_ICD_VENDORS", empty.toString())
            .run(ListDevices.class, folder);
    assertAbsent(result, "lists no platform");
  }

  private static void assertAbsent(ChildJvm.Result result, String reason) {
    List<String> lines = result.output().lines().toList();
    assertEquals(0, result.exitCode(), result.errors());
    assertFalse(result.errors().contains("Exception"), result.errors());
    assertFalse(result.errors().contains("\tat "), "a stack trace: " + result.errors());
    assertEquals(3, lines.size(), result.output());
    for (String line : lines) {
      assertTrue(line.contains(reason) && line.contains("pocl-opencl-icd"), line);
    }
    assertTrue(lines.get(0).startsWith("opencl|false|"), lines.get(0));
    assertEquals(lines.get(0), lines.get(1), "a second look says the same");
    assertTrue(lines.get(2).startsWith("refused|Device 'opencl': "), lines.get(2));
  }

  @Test
  void unpacksTheBindingWhereNobodyElseCanPutAFile() throws Exception {
    TestDevice.open().close();
    Path shared = Files.createDirectory(folder.resolve("shared"));
    Path planted = shared.resolve(nativeName());
    Files.writeString(planted, "what another user left here");
    ChildJvm.Result result =
        new ChildJvm().property("java.io.tmpdir", shared.toString()).run(ListDevices.class, folder);
    assertTrue(result.output().contains("opened"), result.output() + result.errors());
    assertEquals(List.of(planted), contents(shared), "only the planted file, nothing left behind");
    assertEquals("what another user left here", Files.readString(planted));
  }

  /** The fixed name under which the binding unpacks its native part. */
  private static String nativeName() {
    String platform = org.jocl.LibUtils.createPlatformLibraryName("JOCL_2_0_6");
    String name = org.jocl.LibUtils.createLibraryFileName(platform);
    assertFalse(name.isEmpty());
    return name;
  }

  private static List<Path> contents(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
