package io.github.facenet4j.tensor.reference;

import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.BackendProvider;
import io.github.facenet4j.tensor.spi.BackendUnavailableException;
import io.github.facenet4j.tensor.spi.DeviceInfo;
import java.util.List;

/** Offers the {@code reference} device, which is opened only when it is asked for by name. */
public final class ReferenceProvider implements BackendProvider {

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public int priority() {
    return -1;
  }

  @Override
  public List<DeviceInfo> devices() {
    return List.of(ReferenceBackend.DEVICE);
  }

  @Override
  public Backend open(String id) {
    if (!id.equals(name())) {
      throw new BackendUnavailableException(
          "Device '"
              + id
              + "' does not exist; the reference backend has one device. Use 'reference'.");
    }
    return new ReferenceBackend();
  }
}
