package io.github.facenet4j.facenet.net;

import io.github.facenet4j.tensor.io.StoredType;
import io.github.facenet4j.tensor.io.TensorEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model as it lies in its files: nothing is on a device, and each tensor is read when its values
 * are asked for. For what needs no computing: looking, converting, folding.
 */
public final class StoredModel implements AutoCloseable {
  private final WeightFiles weights;
  private final Model model;

  private StoredModel(WeightFiles weights, Architecture architecture) throws IOException {
    this.weights = weights;
    ModelMetadata said = weights.metadata();
    weights.check(Network.of(architecture), architecture.besideTheNetwork());
    Network network = Network.of(architecture, said.input().orElseGet(architecture::input));
    weights.lendTo(network);
    this.model = new Model(network, said.with(network));
  }

  /**
   * Opens files and checks that they hold a network.
   *
   * @param files one or several that together hold each tensor once
   * @param architecture overrides what the files say; without either the tensor names decide
   * @throws IOException when a file cannot be read or is malformed, or a tensor is missing,
   *     unexpected or of another shape
   * @throws IllegalArgumentException for an unknown architecture, listing the known ones
   */
  public static StoredModel open(List<Path> files, Optional<String> architecture)
      throws IOException {
    return open(files, architecture, Optional.empty());
  }

  /**
   * Opens files of another program.
   *
   * @param naming how it names tensors, and of which network
   * @throws IOException see {@link #open(List, Optional)}
   */
  public static StoredModel open(
      List<Path> files, Optional<String> architecture, Optional<PublishedNames> naming)
      throws IOException {
    WeightFiles weights = WeightFiles.open(files, naming);
    try {
      Optional<String> name =
          architecture
              .or(() -> naming.map(PublishedNames::architecture))
              .or(() -> weights.metadata().architecture());
      return new StoredModel(
          weights,
          name.isPresent()
              ? Architectures.named(name.get())
              : weights.recognise(Architectures.all()));
    } catch (IOException | RuntimeException | Error failed) {
      weights.close();
      throw failed;
    }
  }

  /**
   * The network, whose parameters read their values here while this is open, and its words. It can
   * be saved and folded, not run; a value that cannot be read is an {@link
   * java.io.UncheckedIOException}.
   */
  public Model model() {
    return model;
  }

  /** How the network's tensors are stored, in order of the forward pass. */
  public List<TensorEntry> tensors() {
    return model.network().parameters().stream().map(p -> weights.entry(p.name())).toList();
  }

  /** The storage that most of the weights are in, judged by the narrowest. */
  public WeightStorage storage() {
    List<StoredType> types = tensors().stream().map(TensorEntry::type).toList();
    if (types.contains(StoredType.I8)) {
      return WeightStorage.INT8;
    }
    return types.contains(StoredType.F16) ? WeightStorage.FP16 : WeightStorage.FP32;
  }

  @Override
  public void close() throws IOException {
    weights.close();
  }
}
