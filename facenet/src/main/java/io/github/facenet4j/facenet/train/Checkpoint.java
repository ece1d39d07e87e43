package io.github.facenet4j.facenet.train;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.io.SafetensorsFile;
import io.github.facenet4j.tensor.io.SafetensorsWriter;
import io.github.facenet4j.tensor.io.TensorEntry;
import io.github.facenet4j.tensor.io.WeightsFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The whole state of a run in one safetensors file: parameters under their own names, optimizer
 * state under {@code optimizer.<parameter>.<state>}, step and time used in the metadata. Sampler
 * and augmentation need none, because they follow from seed and step.
 */
final class Checkpoint {
  private static final String STATE = "optimizer.";
  private static final String STEP = "training.step";
  private static final String MILLIS = "training.millis";
  private static final String CONFIG = "training.config";
  private static final String PREFIX = "checkpoint-";
  private static final String SUFFIX = ".safetensors";

  private Checkpoint() {}

  /** The file of a step in a run's folder. */
  static Path file(Path folder, long step) {
    return folder.resolve(String.format(Locale.ROOT, "%s%08d%s", PREFIX, step, SUFFIX));
  }

  /** The checkpoints of a folder, newest first. */
  static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(
              file -> {
                String name = file.getFileName().toString();
                return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
              })
          .sorted(Comparator.reverseOrder())
          .toList();
    }
  }

  /** Writes the trainer's state; the file appears whole or not at all. */
  static void write(Path file, Trainer trainer, Duration elapsed) throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    writer.metadata(STEP, Long.toString(trainer.steps()));
    writer.metadata(MILLIS, Long.toString(elapsed.toMillis()));
    writer.metadata(CONFIG, identity(trainer));
    for (Parameter parameter : trainer.network().parameters()) {
      writer.add(parameter.name(), parameter.diskShape(), parameter::readDisk);
    }
    for (Map.Entry<String, Tensor> state : trainer.optimizer().state().entrySet()) {
      Tensor tensor = state.getValue();
      writer.add(STATE + state.getKey(), tensor.shape(), tensor::readFloats);
    }
    writer.write(file);
  }

  /**
   * Restores the trainer's state.
   *
   * @return the time used up before the checkpoint
   * @throws WeightsFormatException when the file is damaged or of another run
   */
  static Duration read(Path file, Trainer trainer) throws IOException {
    try (SafetensorsFile stored = SafetensorsFile.open(file)) {
      String config = stored.metadata().get(CONFIG);
      if (!identity(trainer).equals(config)) {
        throw new WeightsFormatException(
            file
                + ": the checkpoint is of another run ("
                + config
                + "), this one is "
                + identity(trainer)
                + ". Resume with the same options, or give another --out.");
      }
      for (Parameter parameter : trainer.network().parameters()) {
        require(stored, parameter.name(), parameter.diskShape().elements());
        parameter.writeDisk(stored.readFiniteFloats(parameter.name()));
      }
      for (Map.Entry<String, Tensor> state : trainer.optimizer().state().entrySet()) {
        String name = STATE + state.getKey();
        require(stored, name, state.getValue().shape().elements());
        state.getValue().write(stored.readFiniteFloats(name));
      }
      trainer.resumeAt(number(file, stored, STEP));
      return Duration.ofMillis(number(file, stored, MILLIS));
    }
  }

  private static void require(SafetensorsFile stored, String name, long elements)
      throws WeightsFormatException {
    long found = stored.find(name).map(TensorEntry::shape).map(s -> s.elements()).orElse(-1L);
    if (found != elements) {
      throw new WeightsFormatException(
          stored.path()
              + ": tensor "
              + name
              + (found < 0 ? " is missing" : " has " + found + " elements, not " + elements)
              + ". The checkpoint is of another network.");
    }
  }

  private static long number(Path file, SafetensorsFile stored, String name)
      throws WeightsFormatException {
    try {
      return Long.parseLong(stored.metadata().getOrDefault(name, "missing"));
    } catch (NumberFormatException malformed) {
      throw new WeightsFormatException(
          file + ": metadata " + name + " is '" + stored.metadata().get(name) + "', not a number.");
    }
  }

  /** What must be equal for a run to go on as if it had not been interrupted. */
  private static String identity(Trainer trainer) {
    return trainer.network().architecture() + " " + trainer.config();
  }
}
