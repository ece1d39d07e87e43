package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.check.SelfCheckingBackend;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.BackendUnavailableException;
import io.github.facenet4j.tensor.spi.Precision;
import io.github.facenet4j.tensor.testing.TestDevices;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class DeviceOptionTest {
  private static final String LOOPS_PROPERTY = "facenet4j.cpu.vector";

  @AfterEach
  void forget() {
    System.clearProperty(LOOPS_PROPERTY);
  }

  private static String loopsFor(int images) throws IOException {
    DeviceOption option = CommandLine.populateCommand(new DeviceOption(), "--device", "cpu");
    try (Backend backend = option.open(new EmbedCommand(), images)) {
      return backend.device().properties().get("kernels");
    }
  }

  @Test
  void fewImagesGoThroughPlainLoops() throws IOException {
    assertEquals("plain loops", loopsFor(32));
  }

  @Test
  void manyImagesGoThroughTheVectorApi() throws IOException {
    assertTrue(loopsFor(33).startsWith("Vector API"), loopsFor(33));
  }

  @Test
  void whatTheSystemPropertySaysHolds() throws IOException {
    System.setProperty(LOOPS_PROPERTY, "on");
    assertTrue(loopsFor(1).startsWith("Vector API"), loopsFor(1));
  }

  @Test
  void aSelfCheckRepeatsOneCallInSoMany() throws IOException {
    DeviceOption option =
        CommandLine.populateCommand(
            new DeviceOption(), "--device", "cpu", "--self-check", "1/2000");
    try (Backend backend = option.open(new EmbedCommand(), 1)) {
      assertInstanceOf(SelfCheckingBackend.class, backend);
    }
  }

  @Test
  void aSelfCheckIsOneInANumber() {
    for (String wrong : new String[] {"2000", "1/0", "2/3", "1/many"}) {
      ParameterException refused =
          assertThrows(
              ParameterException.class,
              () ->
                  CommandLine.populateCommand(
                      new DeviceOption(), "--device", "cpu", "--self-check", wrong));
      assertTrue(refused.getMessage().contains("expected 1/N"), refused.getMessage());
    }
  }

  @Test
  void aDeviceOfOnePrecisionSaysSo() {
    DeviceOption option =
        CommandLine.populateCommand(new DeviceOption(), "--device=cpu", "--precision=BF16");
    BackendUnavailableException refused =
        assertThrows(BackendUnavailableException.class, () -> option.open(new EmbedCommand()));
    assertEquals(
        "Precision 'bf16' was asked for, and device 'cpu' computes in fp32 only."
            + " Use --precision fp32 or an OpenCL device.",
        refused.getMessage());
  }

  @Test
  void aSelfCheckGoesWithAPrecision() throws IOException {
    TestDevices.require("opencl");
    DeviceOption option =
        CommandLine.populateCommand(
            new DeviceOption(), "--device=opencl", "--precision=BF16", "--self-check=1/9");
    EmbedCommand verb = new EmbedCommand();
    new CommandLine(verb);
    try (Backend backend = option.open(verb)) {
      assertInstanceOf(SelfCheckingBackend.class, backend);
      assertEquals(Precision.BF16, backend.precision());
    }
  }
}
