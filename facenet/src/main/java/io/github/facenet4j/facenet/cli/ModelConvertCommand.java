package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.EmbeddingPipeline.Views;
import io.github.facenet4j.facenet.data.LfwDataset;
import io.github.facenet4j.facenet.eval.VerificationProtocol;
import io.github.facenet4j.facenet.eval.VerificationResult;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.net.PublishedNames;
import io.github.facenet4j.facenet.net.StoredModel;
import io.github.facenet4j.facenet.net.WeightStorage;
import io.github.facenet4j.facenet.photo.ContentHash;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings weights into one file of our names, in as many bits as wanted. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = {
      "Write the weights of a network as one file: parts joined, tensors renamed, values stored in"
          + " fewer bits.",
      "With --data, LFW's accuracy is measured before and after."
    })
final class ModelConvertCommand extends Verb {
  @Mixin private DeviceOption device;
  @Mixin private Progress progress;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Weights (safetensors), all parts of one network.")
  private List<Path> files;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The new file.")
  private Path target;

  @Option(
      names = "--names",
      paramLabel = "FROM",
      description =
          "Tensors are named as another program does: openface-pytorch (nn4.small2) or"
              + " facenet-pytorch (inception-resnet-v1).")
  private PublishedNames naming;

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description = "Architecture, where the file does not say it or says it wrongly.")
  private String architecture;

  @Option(
      names = "--store",
      paramLabel = "BITS",
      description = "How weights are stored: fp32 (the default), fp16 or int8.")
  private WeightStorage storage = WeightStorage.FP32;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "LFW: images, pairs.txt, landmarks.csv; measures the change of accuracy.")
  private Path data;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Images computed at a time; default ${DEFAULT-VALUE}.")
  private int batch = 32;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  protected void run() throws IOException {
    Optional<LfwDataset> lfw = Optional.ofNullable(data).map(LfwDataset::open);
    Map<String, Object> fields = new LinkedHashMap<>();
    try (StoredModel stored =
        StoredModel.open(files, Optional.ofNullable(architecture), Optional.ofNullable(naming))) {
      Model model = stored.model();
      new Model(model.network(), withOrigin(model.metadata())).save(target, storage);
      fields.put("architecture", model.network().architecture());
      fields.put("file", target.toString());
      fields.put("storage", EnumNames.spelt(storage.name()));
      fields.put("bytesBefore", bytes(files));
      fields.put("bytesAfter", Files.size(target));
      fields.put("sha256", ContentHash.of(target));
      if (lfw.isPresent()) {
        measure(lfw.get(), model, fields);
      }
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
    if (json) {
      out().println(Json.of(fields));
    } else {
      fields.forEach((key, value) -> out().printf("%-18s %s%n", key, value));
    }
  }

  /** Where the weights are from, so that a converted file can be traced. */
  private ModelMetadata withOrigin(ModelMetadata words) throws IOException {
    ModelMetadata more = words;
    for (int i = 0; i < files.size(); i++) {
      String key = "converted.from" + (files.size() == 1 ? "" : "." + (i + 1));
      String name = files.get(i).getFileName().toString();
      more = more.with(key, name + " sha256:" + ContentHash.of(files.get(i)));
    }
    return more.with("converted.storage", EnumNames.spelt(storage.name()));
  }

  private static long bytes(List<Path> files) throws IOException {
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  private void measure(LfwDataset lfw, Model before, Map<String, Object> fields)
      throws IOException {
    try (Backend backend = device.open(this);
        MemoryScope scope = MemoryScope.root(backend, "convert")) {
      PairEmbedder embedder = PairEmbedder.ofLfw(this, progress, lfw.landmarks(), lfw.pairs());
      VerificationResult first = evaluate(embedder, "before", before.forInference(scope), scope);
      Model converted = Model.loadForInference(List.of(target), Optional.empty(), scope);
      VerificationResult second = evaluate(embedder, "after", converted, scope);
      fields.put("accuracyBefore", first.accuracy());
      fields.put("accuracyAfter", second.accuracy());
      fields.put("accuracyChange", second.accuracy() - first.accuracy());
      fields.put("valAtFarBefore", first.valAtFar());
      fields.put("valAtFarAfter", second.valAtFar());
      fields.put("device", backend.device().id());
    }
  }

  private VerificationResult evaluate(
      PairEmbedder embedder, String what, Model model, MemoryScope scope) {
    return VerificationProtocol.LFW.evaluate(
        embedder.through(what, model.network(), scope, batch, Views.CROP).pairs());
  }
}
