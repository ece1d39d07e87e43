package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DevicesCommandTest {

  @Test
  void jsonListsEveryDeviceWithNameAndType() {
    CommandLineRun run = CommandLineRun.of("devices", "--json");

    assertEquals(0, run.code(), run.err());
    JsonArray devices = JsonParser.parseString(run.out()).getAsJsonArray();
    List<String> ids = new ArrayList<>();
    for (JsonElement element : devices) {
      JsonObject device = element.getAsJsonObject();
      ids.add(device.get("device").getAsString());
      assertFalse(device.get("name").getAsString().isBlank());
      assertTrue(List.of("CPU", "GPU", "ACCELERATOR").contains(device.get("type").getAsString()));
      assertEquals(!device.get("available").getAsBoolean(), device.has("reason"));
    }
    assertTrue(ids.contains("reference"), ids.toString());
  }

  @Test
  void textNamesTheSameDevices() {
    CommandLineRun run = CommandLineRun.of("devices");

    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("reference"));
  }
}
