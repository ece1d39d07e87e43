package io.github.facenet4j.facenet.report;

import io.github.facenet4j.tensor.spi.DeviceInfo;
import java.util.LinkedHashMap;
import java.util.Map;

/** On what a result was computed, for tables and files. */
public final class Provenance {
  private Provenance() {}

  /** Device with its properties, Java, system. */
  public static Map<String, String> of(DeviceInfo device) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("device", device.id() + ": " + device.name());
    device.properties().forEach(facts::putIfAbsent);
    facts.put("Java", System.getProperty("java.vm.name") + " " + Runtime.version());
    facts.put(
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch")
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " processors");
    return facts;
  }
}
