package io.github.facenet4j.facenet.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.image.ChannelOrder;
import io.github.facenet4j.facenet.testing.Goldens;
import io.github.facenet4j.facenet.testing.TinyModels;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.io.SafetensorsFile;
import io.github.facenet4j.tensor.io.SafetensorsWriter;
import io.github.facenet4j.tensor.io.TensorEntry;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.DeviceMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelTest {
  @TempDir private Path folder;
  private Backend backend;
  private MemoryScope scope;

  @BeforeEach
  void open() {
    backend = Backends.require("reference");
    scope = MemoryScope.root(backend, "test");
  }

  @AfterEach
  void close() {
    scope.close();
    assertEquals(0, backend.memory().liveBytes());
    backend.close();
  }

  private Model load(Model.Use use, Path... files) throws IOException {
    return Model.load(List.of(files), Optional.empty(), use, scope);
  }

  private float[] noise(Network network, int batch) {
    SplittableRandom random = new SplittableRandom(3);
    float[] images = new float[network.input().shape(batch).intElements()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (float) random.nextDouble(-1, 1);
    }
    return images;
  }

  @Test
  void savedModelLoadsWithTheSameValuesAndWords() throws IOException {
    Network network = Network.of(Architectures.named("facenet-tiny"));
    network.bind(scope, 5);
    Calibration calibration = new Calibration(1.1, 0.01, "a test");
    Path file = folder.resolve("m.safetensors");

    new Model(network, ModelMetadata.empty().with(calibration).with("run", "7")).save(file);
    Model loaded = load(Model.Use.INFERENCE, file);

    assertEquals(Optional.of(calibration), loaded.metadata().calibration());
    assertEquals("7", loaded.metadata().provenance().get("run"));
    assertEquals(network.input(), loaded.network().input());
    for (int i = 0; i < network.parameters().size(); i++) {
      Parameter saved = network.parameters().get(i);
      assertArrayEquals(
          saved.readDisk(), loaded.network().parameters().get(i).readDisk(), saved.name());
    }
  }

  @Test
  void preProcessingOfTheFileReplacesTheArchitecturesOwn() throws IOException {
    Path file = TinyModels.saveWithMetadata(folder.resolve("m.safetensors"), "input.order", "BGR");

    assertEquals(ChannelOrder.BGR, load(Model.Use.INFERENCE, file).network().input().order());
  }

  @Test
  void foldedNetworkGivesTheSameEmbeddings() throws IOException {
    Path file = TinyModels.saveChanged(folder.resolve("m.safetensors"), ModelTest::withStatistics);
    Network stored = load(Model.Use.INFERENCE, file).network();
    Network folded = stored.forInference(scope);
    float[] images = noise(stored, 3);

    // Folding rounds weights to single precision once: about 2⁻²⁴ of each, over some 20 layers.
    assertArrayEquals(
        stored.embed(scope, 3, images), folded.embed(scope, 3, images), 1e-5f, "embeddings");
    assertTrue(folded.describe().layers().size() < stored.describe().layers().size());
    Shape input = stored.input().shape(1);
    assertEquals(stored.trunk().multiplyAdds(input), folded.trunk().multiplyAdds(input));
  }

  @Test
  void loadingForInferenceLeavesTheFoldedWeightsAlone() throws IOException {
    Path file = TinyModels.saveChanged(folder.resolve("m.safetensors"), ModelTest::withStatistics);
    DeviceMemory memory = scope.backend().memory();
    long before = memory.liveBytes();
    Network folded = Model.loadForInference(List.of(file), Optional.empty(), scope).network();
    long held = memory.liveBytes() - before;

    assertEquals(0, memory.idleBytes(), "the weights as stored");
    Network stored = load(Model.Use.INFERENCE, file).network();
    assertTrue(held < memory.liveBytes() - before - held, "folded " + held + " bytes");
    float[] images = noise(stored, 2);
    assertArrayEquals(
        stored.forInference(scope).embed(scope, 2, images), folded.embed(scope, 2, images));
  }

  private static TinyModels.Stored withStatistics(TinyModels.Stored tensor) {
    SplittableRandom random = new SplittableRandom(tensor.name().hashCode());
    boolean ofNorm = tensor.shape().rank() == 1;
    for (int i = 0; ofNorm && i < tensor.values().length; i++) {
      tensor.values()[i] = (float) random.nextDouble(0.5, 1.5);
    }
    return tensor;
  }

  @Test
  void modelLoadedForTrainingHasGradients() throws IOException {
    Path file = TinyModels.save(folder.resolve("m.safetensors"), ModelMetadata.empty());

    Network network = load(Model.Use.TRAINING, file).network();

    for (Parameter parameter : network.parameters()) {
      if (parameter.isTrainable()) {
        assertEquals(parameter.shape(), parameter.gradient().shape());
      }
    }
  }

  @Test
  void stepCountersOfPyTorchAreIgnored() throws IOException {
    Path file = TinyModels.save(folder.resolve("m.safetensors"), ModelMetadata.empty());
    Path counters = folder.resolve("counters.safetensors");
    new SafetensorsWriter()
        .addInts("bn1.num_batches_tracked", Shape.of(1), new int[] {9})
        .write(counters);

    assertEquals(
        "facenet-tiny", load(Model.Use.INFERENCE, file, counters).network().architecture());
  }

  @Test
  void publishedFilesAreRecognisedByTheirTensorNames() throws IOException {
    Path mobileFace = Goldens.require("mobileface-v2.safetensors");
    Path partial = Goldens.require("openface-nn4.small2.v1-partial.safetensors");
    Path fill = Goldens.require("nn4.small2-synthetic-fill.safetensors");

    assertEquals("mobileface-v2", load(Model.Use.INFERENCE, mobileFace).network().architecture());
    assertEquals("nn4.small2", load(Model.Use.INFERENCE, fill, partial).network().architecture());
  }

  @Test
  void savedPublishedModelHoldsEveryTensorInItsFirstShape() throws IOException {
    Path published = Goldens.require("mobileface-v2.safetensors");
    Path file = folder.resolve("again.safetensors");

    load(Model.Use.INFERENCE, published).save(file);

    try (SafetensorsFile first = SafetensorsFile.open(published);
        SafetensorsFile again = SafetensorsFile.open(file)) {
      assertEquals(first.entries().size(), again.entries().size());
      for (TensorEntry entry : first.entries()) {
        assertEquals(entry.shape(), again.find(entry.name()).orElseThrow().shape());
        assertArrayEquals(first.readFloats(entry.name()), again.readFloats(entry.name()));
      }
      assertEquals("MIT", again.metadata().get("licence"));
      assertEquals("mobileface-v2", again.metadata().get("architecture"));
    }
  }

  @Test
  void failedLoadLeavesNothingBehind() {
    Path file =
        TinyModels.saveChanged(
            folder.resolve("m.safetensors"), t -> t.name().equals("fc.weight") ? null : t);

    assertThrows(IOException.class, () -> load(Model.Use.INFERENCE, file));

    assertEquals(0, scope.liveBytes());
  }

  @Test
  void unwritablePlaceKeepsTheOldFile() throws IOException {
    Path file = TinyModels.save(folder.resolve("m.safetensors"), ModelMetadata.empty());
    byte[] before = Files.readAllBytes(file);
    Model model = load(Model.Use.INFERENCE, file);

    assertThrows(IOException.class, () -> model.save(folder.resolve("none/m.safetensors")));
    assertThrows(IOException.class, () -> model.save(folder));

    assertArrayEquals(before, Files.readAllBytes(file));
  }
}
