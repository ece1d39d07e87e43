package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.spi.BackendUnavailableException;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Decides which inner loops run: the Vector API where the JVM offers it, else plain loops. */
final class KernelChoice {
  /** System property: {@code auto} (the default), {@code on} or {@code off}. */
  static final String PROPERTY = "facenet4j.cpu.vector";

  private static final String MODULE = "jdk.incubator.vector";

  private KernelChoice() {}

  /** The kernels that the system property asks for. */
  static KernelSet choose() {
    return choose(System.getProperty(PROPERTY, "auto"));
  }

  /**
   * The kernels for a process that ends after some ten images: plain loops unless the system
   * property says otherwise. Until C2 has compiled it, code of the Vector API makes an object of
   * each vector; for nn4.small2 that takes a second in all.
   */
  static KernelSet chooseBriefly() {
    return choose(System.getProperty(PROPERTY, "off"));
  }

  /**
   * The kernels for a setting.
   *
   * @throws BackendUnavailableException for {@code on} without the module, and for unknown settings
   */
  static KernelSet choose(String setting) {
    return switch (setting) {
      case "off" -> new PlainKernels();
      case "on" -> vector(true);
      case "auto" -> isModulePresent() ? vector(false) : new PlainKernels();
      default ->
          throw new BackendUnavailableException(
              "-D" + PROPERTY + "=" + setting + " is not known. Use auto, on or off.");
    };
  }

  static boolean isModulePresent() {
    return ModuleLayer.boot().findModule(MODULE).isPresent();
  }

  private static KernelSet vector(boolean required) {
    if (!isModulePresent()) {
      throw new BackendUnavailableException(
          "-D"
              + PROPERTY
              + "=on needs the module "
              + MODULE
              + ", which this JVM was started without. Add --add-modules "
              + MODULE
              + " to the java command.");
    }
    // The class names the incubator module, so it is found by name and may fail to link on a JVM
    // whose module differs from the one it was compiled against.
    try {
      Iterator<KernelSet> found =
          ServiceLoader.load(KernelSet.class, KernelChoice.class.getClassLoader()).iterator();
      if (found.hasNext()) {
        return found.next();
      }
    } catch (ServiceConfigurationError | LinkageError broken) {
      if (required) {
        throw new BackendUnavailableException(
            "The Vector API kernels do not load on Java "
                + Runtime.version()
                + ". Use -D"
                + PROPERTY
                + "=off.",
            broken);
      }
    }
    return new PlainKernels();
  }
}
