package io.github.facenet4j.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.BackendUnavailableException;
import org.junit.jupiter.api.Test;

class BackendsTest {

  @Test
  void opensTheDeviceThatWasNamed() {
    try (Backend backend = Backends.require("reference")) {
      assertEquals("reference", backend.device().id());
      assertTrue(backend.device().available());
    }
  }

  @Test
  void anUnknownDeviceIsAnsweredWithTheKnownOnes() {
    for (String id : new String[] {"gpu", "gpu:0", ""}) {
      String message =
          assertThrows(BackendUnavailableException.class, () -> Backends.require(id)).getMessage();
      assertTrue(message.contains("'" + id + "'"), message);
      assertTrue(message.contains("reference"), message);
    }
  }

  @Test
  void aDeviceNumberThatDoesNotExistIsRefused() {
    String message =
        assertThrows(BackendUnavailableException.class, () -> Backends.require("reference:1"))
            .getMessage();
    assertTrue(message.contains("'reference:1' does not exist"), message);
  }

  @Test
  void theOracleIsListedButNeverChosenUnasked() {
    assertTrue(Backends.devices().stream().anyMatch(device -> device.id().equals("reference")));
    Backends.Choice best = Backends.best();
    try (Backend backend = best.backend()) {
      assertNotEquals("reference", backend.device().id());
      assertTrue(best.reason().startsWith("using " + backend.device().id()), best.reason());
    }
  }
}
