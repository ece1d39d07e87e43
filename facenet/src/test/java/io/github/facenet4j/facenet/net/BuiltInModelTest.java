package io.github.facenet4j.facenet.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.facenet4j.facenet.EmbeddingPipeline;
import io.github.facenet4j.facenet.EmbeddingPipeline.Views;
import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.data.FacePair;
import io.github.facenet4j.facenet.data.LfwDataset;
import io.github.facenet4j.facenet.eval.EmbeddingDistances;
import io.github.facenet4j.facenet.eval.ThresholdResult;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.testing.SharedData;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BuiltInModelTest {
  private static final int MOST_BYTES = 8 << 20;
  private static final int TEST_FOLD = 10;

  private Backend backend;
  private MemoryScope scope;

  @BeforeEach
  void open() {
    backend = Backends.require("cpu");
    scope = MemoryScope.root(backend, "test");
  }

  @AfterEach
  void close() {
    scope.close();
    backend.close();
  }

  @Test
  void saysOnWhomItWasTrainedAndWhereItsThresholdIsFrom() throws Exception {
    ModelMetadata words = BuiltInModel.loadForInference(scope).metadata();

    assertEquals("facenet-lfw", words.architecture().orElseThrow());
    assertEquals("9,10", words.provenance().get("training.excludedFolds"));
    assertEquals("random", words.provenance().getOrDefault("training.start", "random"));
    assertTrue(words.calibration().orElseThrow().how().contains("fold 9, whose people were not"));
  }

  @Test
  void fitsIntoEightMegabytes() throws Exception {
    try (InputStream weights = BuiltInModel.class.getResourceAsStream("facenet-lfw.safetensors")) {
      assertTrue(weights.readAllBytes().length <= MOST_BYTES);
    }
  }

  /** What its file says was measured with the same images on another device. */
  @Test
  void reachesWhatItsFileSaysOnPeopleItNeverSaw() throws Exception {
    Optional<Path> root = SharedData.file("lfw");
    assumeTrue(root.isPresent(), SharedData.ABSENT);
    LfwDataset lfw = LfwDataset.open(root.get());
    List<FacePair> pairs = lfw.pairs().stream().filter(pair -> pair.fold() == TEST_FOLD).toList();
    Model model = BuiltInModel.loadForInference(scope);
    List<Path> images = EmbeddingDistances.images(pairs);
    AlignedFaces faces =
        AlignedFaces.located(lfw.landmarks(), model.network().input().faceTemplate());
    Map<Path, float[]> embeddings = new HashMap<>();
    new EmbeddingPipeline(model.network(), scope, 32, Views.CROP)
        .run(images, faces::crop, (index, output) -> embeddings.put(images.get(index), output));

    double threshold = model.metadata().calibration().orElseThrow().threshold();
    double accuracy =
        ThresholdResult.of(EmbeddingDistances.of(pairs, embeddings), threshold).accuracy();

    String said = model.metadata().provenance().get("evaluation.fold10.accuracy");
    // One pair in 600 may lie so near to the threshold that another device's rounding decides it.
    assertEquals(Double.parseDouble(said), accuracy, 1.01 / pairs.size());
  }
}
