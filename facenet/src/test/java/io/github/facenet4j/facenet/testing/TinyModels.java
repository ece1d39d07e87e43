package io.github.facenet4j.facenet.testing;

import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.tensor.Backends;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.io.SafetensorsWriter;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/** Weights files of the smallest network with random weights, sound and broken ones, and crops. */
public final class TinyModels {
  /** Its architecture. */
  public static final String NAME = "facenet-tiny";

  private TinyModels() {}

  /** A sound model. */
  public static Path save(Path file, ModelMetadata metadata) {
    Network network = Network.of(Architectures.named(NAME));
    try (Backend reference = Backends.require("reference");
        MemoryScope scope = MemoryScope.root(reference, "tiny")) {
      network.bind(scope, 7);
      new Model(network, metadata).save(file);
      return file;
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** A sound model whose metadata has one value replaced. */
  public static Path saveWithMetadata(Path file, String key, String value) {
    SafetensorsWriter writer = new SafetensorsWriter();
    Network network = Network.of(Architectures.named(NAME));
    ModelMetadata.empty().with(network).toMap().forEach(writer::metadata);
    writer.metadata(key, value);
    return write(file, writer, stored -> stored);
  }

  /** A tensor of a weights file. */
  public record Stored(String name, Shape shape, float[] values) {}

  /**
   * A model without metadata whose tensors were changed; a tensor that becomes null is left out.
   */
  public static Path saveChanged(Path file, UnaryOperator<Stored> change) {
    return write(file, new SafetensorsWriter(), change);
  }

  private static Path write(Path file, SafetensorsWriter writer, UnaryOperator<Stored> change) {
    for (Parameter parameter : Network.of(Architectures.named(NAME)).parameters()) {
      Shape shape = parameter.diskShape();
      float[] values =
          parameter.initializer().values(shape, new SplittableRandom(parameter.name().hashCode()));
      Stored changed = change.apply(new Stored(parameter.name(), shape, values));
      if (changed != null) {
        writer.add(changed.name(), changed.shape(), changed.values());
      }
    }
    try {
      writer.write(file);
      return file;
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  /** A crop of the network's size: noise over a colour, both following from the seed. */
  public static Path crop(Path file, long seed) {
    int side = Architectures.named(NAME).input().width();
    ImageFiles.writePng(noise(side, side, new SplittableRandom(seed)), file);
    return file;
  }

  /** A picture of noise over one colour. */
  public static RgbImage noise(int width, int height, RandomGenerator random) {
    int[] colour = {random.nextInt(200), random.nextInt(200), random.nextInt(200)};
    byte[] samples = new byte[width * height * RgbImage.CHANNELS];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (colour[i % RgbImage.CHANNELS] + random.nextInt(50));
    }
    return RgbImage.of(width, height, samples);
  }
}
