package io.github.facenet4j.tensor.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One device as a user sees it in {@code devices} and in every result.
 *
 * @param id what {@code --device} takes, such as {@code cpu} or {@code opencl:0:0}
 * @param name the hardware's name
 * @param type kind of hardware
 * @param available whether a backend can be opened on it
 * @param reason why not, in one sentence with the remedy; empty when available
 * @param properties further facts in display order, such as driver version, compute units, memory
 *     bytes, vector width
 */
public record DeviceInfo(
    String id,
    String name,
    DeviceType type,
    boolean available,
    String reason,
    Map<String, String> properties) {

  /** Keeps the properties' order and makes them immutable. */
  public DeviceInfo {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }
}
