package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.Architecture;
import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.DeviceInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * A run on made-up data that loads the classes which real runs load.
 *
 * <p>{@code bin/facenet} starts it once after a build while the JVM writes down what is loaded, and
 * has the JVM keep those classes ready-parsed in an archive (application class-data sharing), from
 * which later starts map them. Reading and verifying them is a third of a short run otherwise. It
 * compiles no OpenCL kernel, which would take longer than all the rest.
 */
final class Rehearsal {
  private static final String OWN_JARS = "facenet4j-";
  private static final String CLASS = ".class";

  /** Multiply-adds of a network beyond which it takes too long and brings no class that is new. */
  private static final long MOST_WORK = 250_000_000;

  private Rehearsal() {}

  /**
   * Rehearses in a temporary folder, then loads all classes of this program.
   *
   * @throws IOException when temporary files cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("facenet4j-rehearsal-");
    try {
      rehearse(folder);
    } finally {
      Files.delete(folder);
    }
    for (Path jar : ownJars()) {
      loadClasses(jar);
    }
  }

  /**
   * Runs the verbs that embed on the small networks of the zoo with random weights, and touches
   * every device.
   *
   * @param folder for files, which are gone afterwards
   */
  static void rehearse(Path folder) throws IOException {
    Path model = folder.resolve("model.safetensors");
    Path crop = folder.resolve("crop.png");
    try {
      for (Architecture architecture : Architectures.all()) {
        if (architecture.trunk().multiplyAdds(architecture.input().shape(1)) <= MOST_WORK) {
          embedWith(architecture, model, crop);
        }
      }
    } finally {
      Files.deleteIfExists(model);
      Files.deleteIfExists(crop);
    }
    Backends.devices().stream().filter(DeviceInfo::available).forEach(Rehearsal::touch);
  }

  private static void embedWith(Architecture architecture, Path model, Path crop)
      throws IOException {
    Network network = Network.of(architecture);
    try (Backend backend = Backends.require("cpu");
        MemoryScope scope = MemoryScope.root(backend, "rehearsal")) {
      network.bind(scope, 1);
      new Model(network, ModelMetadata.empty()).save(model);
    }
    int width = network.input().width();
    int height = network.input().height();
    ImageFiles.writePng(RgbImage.filled(width, height, 200, 150, 100), crop);
    List<String> faces =
        List.of("--device", "cpu", "--model", model.toString(), "--aligned", crop.toString());
    run("embed", faces);
    run("embed", faces, "--json");
    run("verify", faces, crop.toString(), "--threshold", "1");
  }

  private static void run(String verb, List<String> options, String... more) {
    List<String> line = new ArrayList<>(List.of(verb));
    line.addAll(options);
    line.addAll(List.of(more));
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    PrintWriter talk = new PrintWriter(System.err);
    if (Main.run(nowhere, talk, line.toArray(String[]::new)) != 0) {
      throw new IllegalStateException("Failed: facenet " + String.join(" ", line));
    }
  }

  /** Opens the device and moves a few values there and back. */
  private static void touch(DeviceInfo device) {
    try (Backend backend = Backends.require(device.id());
        MemoryScope scope = MemoryScope.root(backend, "rehearsal")) {
      scope.floats(Shape.of(1), new float[1]).readFloats();
    }
  }

  /** The jars of this project beside the one that this class came from; none outside of jars. */
  private static List<Path> ownJars() throws IOException {
    Path jar = Path.of(System.getProperty("java.class.path"));
    if (!Files.isRegularFile(jar)) {
      return List.of();
    }
    try (var found = Files.walk(jar.toAbsolutePath().getParent(), 2)) {
      return found
          .filter(file -> file.getFileName().toString().startsWith(OWN_JARS))
          .filter(file -> file.toString().endsWith(".jar"))
          .toList();
    }
  }

  private static void loadClasses(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      for (Enumeration<JarEntry> all = file.entries(); all.hasMoreElements(); ) {
        String entry = all.nextElement().getName();
        if (entry.endsWith(CLASS) && !entry.endsWith("-info.class")) {
          load(entry.substring(0, entry.length() - CLASS.length()).replace('/', '.'));
        }
      }
    }
  }

  private static void load(String name) {
    try {
      Class.forName(name, false, Rehearsal.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError unusable) {
      // Such as the Vector API kernels on a JVM without the incubator module: nobody will load it.
    }
  }
}
