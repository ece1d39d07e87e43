package io.github.facenet4j.facenet.train;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.io.SafetensorsFile;
import io.github.facenet4j.tensor.io.SafetensorsWriter;
import io.github.facenet4j.tensor.io.TensorEntry;
import io.github.facenet4j.tensor.io.WeightsFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The whole state of a run in one safetensors file: parameters under their own names, optimizer
 * state under {@code optimizer.<parameter>.<state>}, moving averages, where there are any, under
 * {@code average.<parameter>}, triplets chosen offline under {@code mining.triplets}; step, time
 * used and everything that decides the run in the metadata; last, the checksum of all this. Sampler
 * and augmentation need no state, because they follow from seed and step.
 */
final class Checkpoint {
  private static final String AVERAGE = "average.";
  private static final String CHECKSUM = "checkpoint.sha256";
  private static final String STEP = "checkpoint.step";
  private static final String MILLIS = "checkpoint.millis";
  private static final String RUN = "run.";

  private Checkpoint() {}

  /**
   * Writes the trainer's state; the file appears whole or not at all.
   *
   * @throws TrainingFailedException when a number is NaN or infinite; nothing is written then
   */
  static void write(Path file, Trainer trainer, Duration elapsed) throws IOException {
    Map<String, String> metadata = new TreeMap<>();
    metadata.put(STEP, Long.toString(trainer.steps()));
    metadata.put(MILLIS, Long.toString(elapsed.toMillis()));
    trainer.identity().forEach((key, value) -> metadata.put(RUN + key, value));
    SafetensorsWriter writer = new SafetensorsWriter();
    metadata.forEach(writer::metadata);
    ContentChecksum checksum = new ContentChecksum(metadata);
    for (Map.Entry<String, Parameter> entry : parameters(trainer).entrySet()) {
      Parameter parameter = entry.getValue();
      add(writer, checksum, entry.getKey(), parameter.diskShape(), parameter::readDisk);
    }
    for (Map.Entry<String, Tensor> state : trainer.state().entrySet()) {
      Tensor tensor = state.getValue();
      add(writer, checksum, state.getKey(), tensor.shape(), tensor::readFloats);
    }
    writer.addInts(CHECKSUM, Shape.of(ContentChecksum.INTS), checksum::toInts);
    writer.write(file);
  }

  /** What is trained and what is averaged, under the names that they have in the file. */
  private static Map<String, Parameter> parameters(Trainer trainer) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (Parameter parameter : trainer.network().parameters()) {
      parameters.put(parameter.name(), parameter);
    }
    if (trainer.result() != trainer.network()) {
      for (Parameter parameter : trainer.result().parameters()) {
        parameters.put(AVERAGE + parameter.name(), parameter);
      }
    }
    return parameters;
  }

  private static void add(
      SafetensorsWriter writer,
      ContentChecksum checksum,
      String name,
      Shape shape,
      Supplier<float[]> values) {
    writer.add(name, shape, () -> checksum.add(name, shape, finite(name, values.get())));
  }

  private static float[] finite(String name, float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new TrainingFailedException(
            "Training diverged: " + name + " holds " + value + ". Lower the learning rate.");
      }
    }
    return values;
  }

  /**
   * Restores the trainer's state; nothing in the trainer is touched unless the file is whole and of
   * this run.
   *
   * @return the time used up before the checkpoint
   * @throws WeightsFormatException when the file is damaged
   * @throws ResumeException when it is of another run; the message says what differs
   */
  static Duration read(Path file, Trainer trainer) throws IOException {
    try (SafetensorsFile stored = SafetensorsFile.open(file)) {
      verify(stored);
      requireSameRun(stored, trainer);
      Map<String, Parameter> parameters = parameters(trainer);
      for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
        require(stored, entry.getKey(), entry.getValue().diskShape());
      }
      Map<String, Tensor> states = trainer.state();
      for (Map.Entry<String, Tensor> state : states.entrySet()) {
        require(stored, state.getKey(), state.getValue().shape());
      }
      for (Map.Entry<String, Parameter> entry : parameters.entrySet()) {
        entry.getValue().writeDisk(stored.readFloats(entry.getKey()));
      }
      for (Map.Entry<String, Tensor> state : states.entrySet()) {
        state.getValue().write(stored.readFloats(state.getKey()));
      }
      trainer.resumeAt(number(stored, STEP));
      return Duration.ofMillis(number(stored, MILLIS));
    }
  }

  /** Reads everything once: a cut or flipped byte anywhere is noticed before it is used. */
  private static void verify(SafetensorsFile stored) throws IOException {
    ContentChecksum checksum = new ContentChecksum(stored.metadata());
    for (TensorEntry entry : stored.entries()) {
      if (!entry.name().equals(CHECKSUM)) {
        checksum.add(entry.name(), entry.shape(), stored.readFloats(entry.name()));
      }
    }
    if (!Arrays.equals(stored.readInts(CHECKSUM), checksum.toInts())) {
      throw new WeightsFormatException(
          stored.path() + ": the content does not match its checksum, the file is damaged.");
    }
  }

  private static void requireSameRun(SafetensorsFile stored, Trainer trainer)
      throws ResumeException {
    Map<String, String> now = trainer.identity();
    Map<String, String> then = new TreeMap<>();
    stored
        .metadata()
        .forEach(
            (key, value) -> {
              if (key.startsWith(RUN)) {
                then.put(key.substring(RUN.length()), value);
              }
            });
    StringJoiner differences = new StringJoiner(", ");
    TreeSet<String> keys = new TreeSet<>(now.keySet());
    keys.addAll(then.keySet());
    for (String key : keys) {
      if (!now.getOrDefault(key, "").equals(then.get(key))) {
        differences.add(key + " was " + then.get(key) + " and is " + now.get(key));
      }
    }
    if (differences.length() > 0) {
      throw new ResumeException(
          stored.path()
              + " is of another run: "
              + differences
              + ". Resume with what the run was started with, or give another folder.");
    }
  }

  private static void require(SafetensorsFile stored, String name, Shape shape)
      throws ResumeException {
    Shape found = stored.find(name).map(TensorEntry::shape).orElse(null);
    if (!shape.equals(found)) {
      throw new ResumeException(
          stored.path()
              + " is of another version of the network: tensor "
              + name
              + (found == null ? " is missing" : " is " + found + ", not " + shape)
              + ". Start a new run in another folder.");
    }
  }

  private static long number(SafetensorsFile stored, String name) {
    return Long.parseLong(stored.metadata().get(name));
  }
}
