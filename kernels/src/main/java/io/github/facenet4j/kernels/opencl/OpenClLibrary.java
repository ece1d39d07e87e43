package io.github.facenet4j.kernels.opencl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jocl.CL;

/**
 * Finds the system's OpenCL library before the binding is touched, and initialises the binding from
 * a private folder.
 *
 * <p>Without an OpenCL library the binding's class initialiser throws {@code UnsatisfiedLinkError}
 * once, every later touch {@code NoClassDefFoundError}, and its native part writes to standard
 * output. So the library is loaded here first, by absolute path: after that the binding's own
 * request for {@code libOpenCL.so.1} is answered by the library already in the process.
 *
 * <p>The binding unpacks its native part to a fixed name in {@code java.io.tmpdir} and loads
 * whatever already lies there. For the moment of its initialisation that property names a new
 * folder only this user can enter, deleted at once.
 */
final class OpenClLibrary {
  /** Names the OpenCL library to use, a file; nothing else is tried then. */
  static final String LIBRARY_PROPERTY = "facenet4j.opencl.library";

  static final String REMEDY =
      "Install an OpenCL runtime (a GPU driver, or for processors the package pocl-opencl-icd), or"
          + " use --device cpu.";

  /** Empty when ready; else why there is no OpenCL. A process can load the library only once. */
  private static String problem;

  private OpenClLibrary() {}

  /**
   * Loads the library and the binding on the first call.
   *
   * @return empty when OpenCL can be called, else why not and what to do
   */
  static synchronized String problem() {
    if (problem == null) {
      problem = load();
    }
    return problem;
  }

  private static String load() {
    String asked = System.getProperty(LIBRARY_PROPERTY, "");
    List<Path> candidates = asked.isEmpty() ? candidates() : List.of(Path.of(asked));
    List<String> refused = new ArrayList<>();
    boolean found = candidates.stream().anyMatch(file -> loads(file, refused));
    if (!found) {
      String tried = asked.isEmpty() ? "libOpenCL.so.1 was not found" : "no library at " + asked;
      return "No OpenCL library: "
          + (refused.isEmpty() ? tried : String.join("; ", refused))
          + ". "
          + REMEDY;
    }
    try {
      initialiseBinding();
      return "";
    } catch (LinkageError | UncheckedIOException failed) {
      return "The OpenCL binding could not be loaded: "
          + String.valueOf(failed.getMessage()).lines().findFirst().orElse("")
          + ". "
          + REMEDY;
    }
  }

  private static boolean loads(Path file, List<String> refused) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try {
      System.load(file.toAbsolutePath().toString());
      return true;
    } catch (UnsatisfiedLinkError wrong) {
      refused.add(wrong.getMessage());
      return false;
    }
  }

  private static void initialiseBinding() {
    String before = System.getProperty("java.io.tmpdir");
    try {
      Path folder = Files.createTempDirectory("facenet4j-opencl-");
      System.setProperty("java.io.tmpdir", folder.toString());
      try {
        CL.setExceptionsEnabled(false);
      } finally {
        System.setProperty("java.io.tmpdir", before);
        delete(folder);
      }
    } catch (IOException unwritable) {
      throw new UncheckedIOException(
          "no private folder for its native part in " + before + " (" + unwritable + ")",
          unwritable);
    }
  }

  /** The mapped file stays usable on systems that can delete it; elsewhere it goes at exit. */
  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (!file.toFile().delete()) {
          file.toFile().deleteOnExit();
        }
      }
    }
    if (!folder.toFile().delete()) {
      folder.toFile().deleteOnExit();
    }
  }

  private static List<Path> candidates() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    if (system.contains("mac")) {
      return List.of(
          Path.of("/System/Library/Frameworks/OpenCL.framework/Versions/Current/OpenCL"));
    }
    if (system.contains("windows")) {
      return List.of(
          Path.of(String.valueOf(System.getenv("SystemRoot")), "System32", "OpenCL.dll"));
    }
    return linuxFolders().stream().map(folder -> Path.of(folder, "libOpenCL.so.1")).toList();
  }

  /** The folders of the dynamic linker, in its order: environment, configuration, built in. */
  private static Set<String> linuxFolders() {
    Set<String> folders = new LinkedHashSet<>();
    Arrays.stream(String.valueOf(System.getenv("LD_LIBRARY_PATH")).split(":"))
        .filter(folder -> folder.startsWith("/"))
        .forEach(folders::add);
    folders.addAll(configuredFolders(Path.of("/etc/ld.so.conf.d")));
    String architecture = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
    for (String root : List.of("/lib", "/usr/lib")) {
      folders.add(root + "/" + architecture + "-linux-gnu");
      folders.add(root + "64");
      folders.add(root);
    }
    folders.add("/usr/local/lib");
    return folders;
  }

  private static List<String> configuredFolders(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> folders = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        Files.readAllLines(file).stream()
            .map(String::strip)
            .filter(line -> line.startsWith("/"))
            .forEach(folders::add);
      }
      return folders;
    } catch (IOException | UncheckedIOException unreadable) {
      return List.of();
    }
  }
}
