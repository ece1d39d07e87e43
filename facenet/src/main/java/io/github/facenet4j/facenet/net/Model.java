package io.github.facenet4j.facenet.net;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.io.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A network with weights and the words that travel with them: what a safetensors file holds.
 *
 * @param network bound
 * @param metadata architecture, input, calibration, provenance
 */
public record Model(Network network, ModelMetadata metadata) {

  /** Whether the loaded network will be trained on. */
  public enum Use {
    /** Values alone. */
    INFERENCE,
    /** Values and gradients. */
    TRAINING
  }

  /**
   * Reads a network.
   *
   * @param files one or several that together hold each tensor once
   * @param architecture overrides what the files say; without either the tensor names decide
   * @param scope owner of the parameters
   * @throws IOException when a file cannot be read or is malformed, a tensor is missing, unexpected
   *     or of another shape, or a value is NaN or infinite; the message names file and tensor
   * @throws IllegalArgumentException for an unknown architecture, listing the known ones
   */
  public static Model load(
      List<Path> files, Optional<String> architecture, Use use, MemoryScope scope)
      throws IOException {
    try (StoredModel stored = StoredModel.open(files, architecture)) {
      Model unread = stored.model();
      Network network = unread.network().sibling();
      List<Parameter> parameters = network.parameters();
      for (Parameter parameter : parameters) {
        if (use == Use.TRAINING) {
          parameter.bindForTraining(scope);
        } else {
          parameter.bind(scope);
        }
      }
      List<Parameter> lent = unread.network().parameters();
      for (int i = 0; i < parameters.size(); i++) {
        parameters.get(i).takeDisk(lent.get(i).readDisk());
      }
      return new Model(network, unread.metadata());
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
  }

  /**
   * Reads a network and rewrites it for speed, see {@link Network#forInference}. Each tensor is
   * read when it is folded: the weights as stored are never in memory as a whole.
   *
   * @param files see {@link #load}
   * @param architecture see {@link #load}
   * @param scope owner of the folded parameters
   * @throws IOException see {@link #load}
   */
  public static Model loadForInference(
      List<Path> files, Optional<String> architecture, MemoryScope scope) throws IOException {
    try (StoredModel stored = StoredModel.open(files, architecture)) {
      return stored.model().forInference(scope);
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
  }

  /**
   * The same model rewritten for speed, see {@link Network#forInference}; it can no longer be saved
   * or trained.
   */
  public Model forInference(MemoryScope scope) {
    return new Model(network.forInference(scope), metadata);
  }

  /**
   * Writes the network as one file; an older file of that name is replaced when all is written.
   *
   * @throws IOException when it cannot be written
   */
  public void save(Path file) throws IOException {
    save(file, WeightStorage.FP32);
  }

  /**
   * Writes the network as one file, in fewer bits if wanted.
   *
   * @throws IOException when it cannot be written
   */
  public void save(Path file, WeightStorage storage) throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    metadata.with(network).toMap().forEach(writer::metadata);
    network.parameters().forEach(parameter -> storage.add(writer, parameter));
    writer.write(file);
  }
}
