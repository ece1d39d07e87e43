package io.github.facenet4j.facenet.train;

import io.github.facenet4j.facenet.data.ArrayFaces;
import io.github.facenet4j.facenet.data.LabeledFaces;
import io.github.facenet4j.facenet.image.Augmentation;
import io.github.facenet4j.facenet.image.ChannelOrder;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.Architecture;
import io.github.facenet4j.facenet.net.Head;
import io.github.facenet4j.facenet.net.InputSpec;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.facenet.net.Width;
import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.nn.block.Sequential;
import io.github.facenet4j.nn.layer.Activate;
import io.github.facenet4j.nn.layer.BatchNorm;
import io.github.facenet4j.nn.layer.Bias;
import io.github.facenet4j.nn.layer.Conv2d;
import io.github.facenet4j.nn.layer.Dropout;
import io.github.facenet4j.nn.layer.Linear;
import io.github.facenet4j.nn.layer.Window;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.SelectionSpec.WhenNone;
import io.github.facenet4j.tensor.spi.TripletSpec.Reduction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A network whose steps take milliseconds on every device, with everything that carries state from
 * step to step: running statistics, dropout seeds, a matrix over a map; and people for it.
 */
final class MicroTraining {
  private static final int SIDE = 8;

  private MicroTraining() {}

  /** 8×8 crops to 4 numbers, 582 parameters. */
  private record Micro(String name) implements Architecture {
    @Override
    public String origin() {
      return "tests";
    }

    @Override
    public InputSpec input() {
      return new InputSpec(SIDE, SIDE, ChannelOrder.RGB, 127.5f, 1f / 64, "none");
    }

    @Override
    public Head head() {
      return Head.UNIT;
    }

    @Override
    public Layer trunk(Width width) {
      return new Sequential(
          name,
          List.of(
              new Conv2d("conv", 3, 6, Window.same(3).stride(2), Bias.NONE),
              new BatchNorm("bn", 6),
              Activate.relu("relu"),
              new Dropout("drop", 0.1f),
              new Linear("fc", Shape.of(4, 4, 6), 4, Bias.ADDED)));
    }
  }

  /** Its definition. */
  static Architecture architecture() {
    return new Micro("micro");
  }

  /** A new network without memory. */
  static Network network() {
    return network("micro");
  }

  /** The same under another name. */
  static Network network(String name) {
    return Network.of(new Micro(name));
  }

  /** People who are each a random pattern, and whose photographs are that pattern with noise. */
  static LabeledFaces people(int people, int faces) {
    List<RgbImage> crops = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int person = 0; person < people; person++) {
      for (int face = 0; face < faces; face++) {
        SplittableRandom pattern = new SplittableRandom(person);
        SplittableRandom noise = new SplittableRandom(100L * person + face);
        byte[] samples = new byte[SIDE * SIDE * RgbImage.CHANNELS];
        for (int i = 0; i < samples.length; i++) {
          samples[i] = (byte) (pattern.nextInt(180) + noise.nextInt(70));
        }
        crops.add(RgbImage.of(SIDE, SIDE, samples));
        names.add("person " + person);
      }
    }
    return new ArrayFaces(crops, names);
  }

  /** Four people with three faces each, Adam, mirrored views. */
  static TrainingConfig config(long seed) {
    return config(seed, Mining.SEMIHARD, OptimizerKind.ADAM, 5e-3f);
  }

  /** The same with other rules. */
  static TrainingConfig config(long seed, Mining mining, OptimizerKind optimizer, float rate) {
    return new TrainingConfig(
        4,
        3,
        1,
        192,
        0.2f,
        mining,
        WhenNone.HARDEST,
        2,
        12,
        Reduction.MEAN_ACTIVE,
        LossKind.TRIPLET,
        0.1f,
        optimizer,
        rate,
        2,
        RateSchedule.COSINE,
        0.1f,
        0.05f,
        5,
        0.9f,
        Augmentation.MIRROR,
        seed);
  }

  /**
   * A run that collapses: η·λ = 1, so decay takes every matrix to zero in one step, and all
   * embeddings with it.
   */
  static TrainingConfig doomed() {
    return new TrainingConfig(
        4,
        3,
        0,
        192,
        0.2f,
        Mining.HARDEST,
        WhenNone.SKIP,
        TrainingConfig.DEFAULT_MINE_EVERY,
        TrainingConfig.DEFAULT_MINE_FACES,
        Reduction.MEAN_SELECTED,
        LossKind.TRIPLET,
        0.1f,
        OptimizerKind.SGD,
        1e-3f,
        0,
        RateSchedule.COSINE,
        1,
        1e3f,
        0,
        0,
        Augmentation.NONE,
        1);
  }

  /** Copies of all values and of the optimizer's state, by name. */
  static Map<String, float[]> state(Trainer trainer) {
    Map<String, float[]> state = new LinkedHashMap<>();
    for (Parameter parameter : trainer.network().parameters()) {
      state.put(parameter.name(), parameter.readDisk());
    }
    for (Parameter parameter : trainer.result().parameters()) {
      state.put("result." + parameter.name(), parameter.readDisk());
    }
    trainer.optimizer().state().forEach((name, tensor) -> state.put(name, tensor.readFloats()));
    return state;
  }
}
