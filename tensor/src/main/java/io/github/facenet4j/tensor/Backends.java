package io.github.facenet4j.tensor;

import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.BackendProvider;
import io.github.facenet4j.tensor.spi.BackendUnavailableException;
import io.github.facenet4j.tensor.spi.DeviceInfo;
import io.github.facenet4j.tensor.spi.Precision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.BiFunction;

/** Finds devices and opens backends; nothing is chosen silently. */
public final class Backends {
  private Backends() {}

  /**
   * An opened device and why it was chosen.
   *
   * @param backend open, to be closed by the caller
   * @param reason one line: what was chosen, and for each better device why not
   */
  public record Choice(Backend backend, String reason) {}

  /** All devices of all providers, best first; unavailable ones carry the reason. */
  public static List<DeviceInfo> devices() {
    List<DeviceInfo> devices = new ArrayList<>();
    providers().forEach(provider -> devices.addAll(provider.devices()));
    return devices;
  }

  /**
   * Opens exactly this device.
   *
   * @param id such as {@code cpu}, {@code opencl} (its first available device), {@code opencl:0:1},
   *     {@code reference}
   * @throws BackendUnavailableException with the reason; there is no fallback
   */
  public static Backend require(String id) {
    return require(id, BackendProvider::open);
  }

  /** The same with operands of products rounded so. */
  public static Backend require(String id, Precision precision) {
    return require(id, (provider, device) -> provider.open(device, precision));
  }

  /** As {@link #require(String)}, for a process that ends after some ten images. */
  public static Backend requireBriefly(String id) {
    return require(id, BackendProvider::openBriefly);
  }

  private static Backend require(String id, BiFunction<BackendProvider, String, Backend> open) {
    List<BackendProvider> providers = providers();
    String name = id.contains(":") ? id.substring(0, id.indexOf(':')) : id;
    for (BackendProvider provider : providers) {
      if (provider.name().equals(name)) {
        return open.apply(provider, id);
      }
    }
    throw new BackendUnavailableException(
        "Device '"
            + id
            + "' is not known; this program has "
            + String.join(", ", providers.stream().map(BackendProvider::name).toList())
            + ". Run 'devices' to list them.");
  }

  /** Opens the best available device and says what it chose and why not the others. */
  public static Choice best() {
    return best(BackendProvider::open);
  }

  /** The best device that rounds operands of products so. */
  public static Choice best(Precision precision) {
    return best((provider, device) -> provider.open(device, precision));
  }

  /** As {@link #best()}, for a process that ends after some ten images. */
  public static Choice bestBriefly() {
    return best(BackendProvider::openBriefly);
  }

  private static Choice best(BiFunction<BackendProvider, String, Backend> open) {
    StringBuilder passedOver = new StringBuilder();
    for (BackendProvider provider : providers()) {
      if (provider.priority() < 0) {
        continue;
      }
      for (DeviceInfo device : provider.devices()) {
        if (!device.available()) {
          passedOver.append("; ").append(device.id()).append(": ").append(device.reason());
          continue;
        }
        try {
          Backend backend = open.apply(provider, device.id());
          return new Choice(
              backend, "using " + device.id() + " (" + device.name() + ")" + passedOver);
        } catch (BackendUnavailableException refused) {
          passedOver.append("; ").append(device.id()).append(": ").append(refused.getMessage());
        }
      }
    }
    throw new BackendUnavailableException("No device is available" + passedOver);
  }

  private static List<BackendProvider> providers() {
    List<BackendProvider> providers = new ArrayList<>();
    ServiceLoader.load(BackendProvider.class, Backends.class.getClassLoader())
        .forEach(providers::add);
    providers.sort(Comparator.comparingInt(BackendProvider::priority).reversed());
    return providers;
  }
}
