package io.github.facenet4j.facenet.net;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.tensor.io.SafetensorsFile;
import io.github.facenet4j.tensor.io.TensorEntry;
import io.github.facenet4j.tensor.io.WeightsFormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Safetensors files that together hold one network's weights. Opening reads headers alone; {@link
 * #check} is strict, so that what loads is what was asked for.
 */
final class WeightFiles implements AutoCloseable {
  /**
   * PyTorch's count of training steps in each batch norm; inference and training here need none.
   */
  private static final String STEP_COUNTER = ".num_batches_tracked";

  private static final int NAMES_SHOWN = 3;

  private final List<SafetensorsFile> files = new ArrayList<>();
  private final Map<String, SafetensorsFile> tensors = new LinkedHashMap<>();

  private WeightFiles() {}

  /**
   * Opens the files.
   *
   * @throws IOException when one cannot be read, is malformed, or repeats a tensor of another
   */
  static WeightFiles open(List<Path> paths) throws IOException {
    WeightFiles all = new WeightFiles();
    try {
      for (Path path : paths) {
        all.add(SafetensorsFile.open(path));
      }
      return all;
    } catch (IOException | RuntimeException | Error failed) {
      all.close();
      throw failed;
    }
  }

  private void add(SafetensorsFile file) throws WeightsFormatException {
    files.add(file);
    for (TensorEntry entry : file.entries()) {
      if (entry.name().endsWith(STEP_COUNTER)) {
        continue;
      }
      SafetensorsFile other = tensors.put(entry.name(), file);
      if (other != null) {
        throw new WeightsFormatException(
            "Tensor '"
                + entry.name()
                + "' is in "
                + other.path()
                + " and in "
                + file.path()
                + "; give each part of a network once");
      }
    }
  }

  /** What the files say about themselves; where two say something, the first one counts. */
  ModelMetadata metadata() {
    Map<String, String> words = new LinkedHashMap<>();
    files.forEach(file -> file.metadata().forEach(words::putIfAbsent));
    return ModelMetadata.fromMap(words);
  }

  /** The files' names, for messages. */
  String names() {
    return files.stream().map(file -> file.path().toString()).collect(Collectors.joining(" and "));
  }

  /**
   * The architecture whose tensor names these are. It must know more than half of them; among those
   * that do it is the one with the greatest overlap, names in common to names in either.
   *
   * @throws WeightsFormatException listing the known architectures
   */
  Architecture recognise(Collection<Architecture> known) throws WeightsFormatException {
    Optional<Architecture> best = Optional.empty();
    double greatest = 0;
    for (Architecture architecture : known) {
      Set<String> names = parameterNames(Network.of(architecture));
      long common = tensors.keySet().stream().filter(names::contains).count();
      double overlap = (double) common / (names.size() + tensors.size() - common);
      if (2 * common > tensors.size() && overlap > greatest) {
        greatest = overlap;
        best = Optional.of(architecture);
      }
    }
    return best.orElseThrow(
        () ->
            new WeightsFormatException(
                names()
                    + " does not say its architecture, and its tensor names are of none that is"
                    + " known; name one with --arch: "
                    + known.stream().map(Architecture::name).collect(Collectors.joining(", "))));
  }

  private static Set<String> parameterNames(Network network) {
    return network.parameters().stream().map(Parameter::name).collect(Collectors.toSet());
  }

  /**
   * Checks that the files hold exactly the network's tensors in the right shapes.
   *
   * @param beside how the names of tensors begin that may be there, too
   * @throws WeightsFormatException naming what is missing, unexpected or of another shape
   */
  void check(Network network, List<String> beside) throws WeightsFormatException {
    List<String> missing = new ArrayList<>();
    Set<String> unexpected = new HashSet<>(tensors.keySet());
    unexpected.removeIf(name -> beside.stream().anyMatch(name::startsWith));
    for (Parameter parameter : network.parameters()) {
      if (unexpected.remove(parameter.name())) {
        checkShape(network, parameter);
      } else {
        missing.add(parameter.name());
      }
    }
    if (!missing.isEmpty()) {
      throw new WeightsFormatException(
          names()
              + " lacks "
              + some(missing)
              + " of "
              + network.architecture()
              + "; give the file that holds the rest with a second --model, or another --arch");
    }
    if (!unexpected.isEmpty()) {
      throw new WeightsFormatException(
          names()
              + " holds "
              + some(unexpected.stream().sorted().toList())
              + ", unknown to "
              + network.architecture()
              + "; name the right architecture with --arch");
    }
  }

  private void checkShape(Network network, Parameter parameter) throws WeightsFormatException {
    SafetensorsFile file = tensors.get(parameter.name());
    TensorEntry entry = file.find(parameter.name()).orElseThrow();
    if (!entry.shape().equals(parameter.diskShape())) {
      throw new WeightsFormatException(
          file.path()
              + ": tensor '"
              + parameter.name()
              + "' of "
              + network.architecture()
              + " must be "
              + parameter.diskShape()
              + ", found "
              + entry.shape()
              + "; use weights of this architecture or name another with --arch");
    }
  }

  private static String some(List<String> names) {
    String shown = String.join(", ", names.subList(0, Math.min(names.size(), NAMES_SHOWN)));
    int more = names.size() - NAMES_SHOWN;
    String count = names.size() == 1 ? "the tensor " : "the " + names.size() + " tensors ";
    return count + shown + (more > 0 ? " and " + more + " more" : "");
  }

  /**
   * Copies the values to the network's device.
   *
   * @param network bound, and {@link #check}ed
   * @throws IOException when values cannot be read, or one of them is NaN or infinite
   */
  void copyTo(Network network) throws IOException {
    for (Parameter parameter : network.parameters()) {
      String name = parameter.name();
      parameter.writeDisk(tensors.get(name).readFiniteFloats(name));
    }
  }

  @Override
  public void close() throws IOException {
    for (SafetensorsFile file : files) {
      file.close();
    }
  }
}
