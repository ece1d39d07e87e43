package io.github.facenet4j.facenet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.EmbeddingPipeline.Views;
import io.github.facenet4j.facenet.image.ImageException;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.facenet.testing.TinyModels;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbeddingPipelineTest {
  private Backend backend;
  private MemoryScope scope;
  private Network network;

  @BeforeEach
  void open() {
    backend = Backends.require("reference");
    scope = MemoryScope.root(backend, "test");
    network = Network.of(Architectures.named("facenet-tiny"));
    network.bind(scope, 1);
  }

  @AfterEach
  void close() {
    scope.close();
    backend.close();
  }

  private static RgbImage face(int seed) {
    return TinyModels.noise(48, 48, new SplittableRandom(seed));
  }

  private static List<Integer> seeds(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private float[] alone(RgbImage face) {
    return network.embed(scope, 1, network.input().toBatch(List.of(face)));
  }

  @Test
  void resultsComeInTheOrderOfTheImages() {
    List<float[]> results = new ArrayList<>();

    new EmbeddingPipeline(network, scope, 3, Views.CROP)
        .run(
            seeds(11),
            seed -> {
              // Later images are ready first.
              pause(11 - seed);
              return face(seed);
            },
            (index, output) -> {
              assertEquals(results.size(), index);
              results.add(output);
            });

    assertEquals(11, results.size());
    for (int seed = 0; seed < results.size(); seed++) {
      assertArrayEquals(alone(face(seed)), results.get(seed), "image " + seed);
    }
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Test
  void mirrorImageIsAdded() {
    float[] plain = alone(face(4));
    float[] mirrored = alone(face(4).mirrored());

    new EmbeddingPipeline(network, scope, 2, Views.CROP_AND_MIRROR)
        .run(
            List.of(4),
            EmbeddingPipelineTest::face,
            (index, output) -> {
              for (int e = 0; e < output.length; e++) {
                assertEquals(plain[e] + mirrored[e], output[e], "e" + e);
              }
            });
  }

  @Test
  void preparationStaysAFewBatchesAhead() {
    AtomicInteger prepared = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    AtomicInteger furthest = new AtomicInteger();

    new EmbeddingPipeline(network, scope, 2, Views.CROP)
        .run(
            seeds(30),
            seed -> {
              furthest.accumulateAndGet(prepared.incrementAndGet() - done.get(), Math::max);
              return face(seed);
            },
            (index, output) -> done.incrementAndGet());

    assertEquals(30, done.get());
    // Three batches of two in the making, and two that the network has or whose results are being
    // handed out.
    assertTrue(furthest.get() <= 10, "" + furthest);
  }

  @Test
  void failureOfAnImageIsTheFailureOfTheRunAndComesAfterTheImagesBefore() {
    ImageException broken = new ImageException("image 5 is broken");
    List<Integer> done = new ArrayList<>();
    EmbeddingPipeline pipeline = new EmbeddingPipeline(network, scope, 2, Views.CROP);

    ImageException thrown =
        assertThrows(
            ImageException.class,
            () ->
                pipeline.run(
                    seeds(20),
                    seed -> {
                      if (seed == 5) {
                        throw broken;
                      }
                      return face(seed);
                    },
                    (index, output) -> done.add(index)));

    assertSame(broken, thrown);
    assertEquals(List.of(0, 1, 2, 3), done);
  }

  @Test
  void memoryReturnsToTheNetworksOwn() {
    long before = scope.liveBytes();

    new EmbeddingPipeline(network, scope, 4, Views.CROP)
        .run(seeds(9), EmbeddingPipelineTest::face, (index, output) -> {});

    assertEquals(before, scope.liveBytes());
  }

  @Test
  void noImagesGiveNoResults() {
    new EmbeddingPipeline(network, scope, 4, Views.CROP)
        .run(
            List.<Integer>of(),
            EmbeddingPipelineTest::face,
            (index, output) -> {
              throw new AssertionError("a result of nothing");
            });
  }
}
