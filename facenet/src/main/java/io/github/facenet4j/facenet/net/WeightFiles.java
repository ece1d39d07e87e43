package io.github.facenet4j.facenet.net;

import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.io.SafetensorsFile;
import io.github.facenet4j.tensor.io.StoredType;
import io.github.facenet4j.tensor.io.TensorEntry;
import io.github.facenet4j.tensor.io.WeightsFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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
  private final Map<String, Stored> tensors = new LinkedHashMap<>();

  /** A tensor in its file. */
  private record Stored(SafetensorsFile file, TensorEntry entry) {
    /** The values, those of bytes multiplied by their channel's scale. */
    float[] read() throws IOException {
      float[] values = file.readFiniteFloats(entry.name());
      if (entry.type() == StoredType.I8) {
        WeightStorage.scale(values, file.readFiniteFloats(scaleName()), entry.shape());
      }
      return values;
    }

    String scaleName() {
      return entry.name() + WeightStorage.SCALE;
    }

    void requireScale() throws WeightsFormatException {
      Optional<TensorEntry> scale = file.find(scaleName());
      Shape wanted = Shape.of(entry.shape().rank() == 0 ? 1 : entry.shape().dim(0));
      if (scale.isEmpty() || !scale.get().shape().equals(wanted)) {
        throw new WeightsFormatException(
            file.path()
                + ": the bytes of tensor '"
                + entry.name()
                + "' need a tensor '"
                + scaleName()
                + "' of "
                + wanted
                + ", found "
                + scale.map(found -> found.shape().toString()).orElse("none")
                + "; convert the model again");
      }
    }
  }

  private WeightFiles() {}

  /**
   * Opens the files.
   *
   * @throws IOException when one cannot be read, is malformed, or repeats a tensor of another
   */
  static WeightFiles open(List<Path> paths) throws IOException {
    return open(paths, Optional.empty());
  }

  /**
   * Opens files of another program.
   *
   * @param naming how it names tensors; without it they are named as here
   * @throws IOException see {@link #open(List)}
   */
  static WeightFiles open(List<Path> paths, Optional<PublishedNames> naming) throws IOException {
    WeightFiles all = new WeightFiles();
    try {
      for (Path path : paths) {
        all.add(SafetensorsFile.open(path), naming);
      }
      return all;
    } catch (IOException | RuntimeException | Error failed) {
      all.close();
      throw failed;
    }
  }

  private void add(SafetensorsFile file, Optional<PublishedNames> naming)
      throws WeightsFormatException {
    files.add(file);
    for (TensorEntry entry : file.entries()) {
      if (entry.name().endsWith(STEP_COUNTER) || entry.name().endsWith(WeightStorage.SCALE)) {
        continue;
      }
      Stored stored = new Stored(file, entry);
      if (entry.type() == StoredType.I8) {
        stored.requireScale();
      }
      String name = naming.map(names -> names.ours(entry.name())).orElse(entry.name());
      Stored other = tensors.put(name, stored);
      if (other != null) {
        throw new WeightsFormatException(
            "Tensor '"
                + name
                + "' is in "
                + other.file().path()
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

  /** Names of all tensors, in the order of the files. */
  Set<String> tensorNames() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /** How a tensor that is there is stored. */
  TensorEntry entry(String name) {
    return tensors.get(name).entry();
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
    SafetensorsFile file = tensors.get(parameter.name()).file();
    TensorEntry entry = tensors.get(parameter.name()).entry();
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
   * Lets the network's parameters read their values here when they are asked for them. What cannot
   * be read, or is NaN or infinite, is an {@link UncheckedIOException} whose cause says so.
   *
   * @param network without memory, and {@link #check}ed
   */
  void lendTo(Network network) {
    for (Parameter parameter : network.parameters()) {
      parameter.readFrom(() -> read(parameter.name()));
    }
  }

  /** The values of a tensor that is there. */
  float[] read(String name) {
    try {
      return tensors.get(name).read();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override
  public void close() throws IOException {
    for (SafetensorsFile file : files) {
      file.close();
    }
  }
}
