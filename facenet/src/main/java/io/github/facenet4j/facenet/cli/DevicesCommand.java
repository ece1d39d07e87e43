package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.spi.DeviceInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the devices that {@code --device} takes, and why others are missing. */
@Command(
    name = "devices",
    description = "List the devices that --device takes; missing ones with the reason.")
final class DevicesCommand extends Verb {
  @Option(names = "--json", description = "Print a JSON array.")
  private boolean json;

  @Override
  protected void run() {
    List<DeviceInfo> devices = Backends.devices();
    if (json) {
      out().println(Json.of(devices.stream().map(DevicesCommand::fields).toList()));
      return;
    }
    for (DeviceInfo device : devices) {
      out().printf("%-12s %-11s %s%n", device.id(), device.type(), device.name());
      if (!device.available()) {
        out().printf("%-12s not available: %s%n", "", device.reason());
      }
      device.properties().forEach((key, value) -> out().printf("%-12s %s: %s%n", "", key, value));
    }
  }

  private static Map<String, Object> fields(DeviceInfo device) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("device", device.id());
    fields.put("name", device.name());
    fields.put("type", device.type());
    fields.put("properties", device.properties());
    fields.put("available", device.available());
    if (!device.available()) {
      fields.put("reason", device.reason());
    }
    return fields;
  }
}
