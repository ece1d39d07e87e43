package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.net.BuiltInModel;
import io.github.facenet4j.facenet.net.Calibration;
import io.github.facenet4j.facenet.net.InputSpec;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.net.NetworkSummary;
import io.github.facenet4j.facenet.net.StoredModel;
import io.github.facenet4j.facenet.photo.ContentHash;
import io.github.facenet4j.tensor.io.TensorEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what a weights file is of and where it is from; touches no device. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description =
        "Say what a weights file is of: architecture, input, origin, threshold, checksum.")
final class ModelInfoCommand extends Verb {
  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "Weights (safetensors), all parts of one network; without any the built-in.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description = "Architecture, where the file does not say it or says it wrongly.")
  private String architecture;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  protected void run() throws IOException {
    Map<String, Object> fields =
        files.isEmpty() ? BuiltInModel.withFile(file -> describe(List.of(file))) : describe(files);
    if (json) {
      out().println(Json.of(fields));
    } else {
      print(fields, "");
    }
  }

  private Map<String, Object> describe(List<Path> parts) throws IOException {
    Map<String, Object> fields;
    try (StoredModel stored = StoredModel.open(parts, Optional.ofNullable(architecture))) {
      fields = fields(stored);
    }
    List<Map<String, Object>> sources = new ArrayList<>();
    for (Path part : parts) {
      Map<String, Object> source = new LinkedHashMap<>();
      source.put("name", files.isEmpty() ? "built in" : part.toString());
      source.put("bytes", Files.size(part));
      source.put("sha256", ContentHash.of(part));
      sources.add(source);
    }
    fields.put("files", sources);
    return fields;
  }

  private static Map<String, Object> fields(StoredModel stored) {
    NetworkSummary network = stored.model().network().describe();
    ModelMetadata words = stored.model().metadata();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("architecture", network.architecture());
    fields.put("input", input(network.input()));
    fields.put("embedding", network.embedding());
    fields.put("parameters", network.parameters());
    fields.put("multiplyAdds", network.multiplyAdds());
    Map<String, Integer> types = new TreeMap<>();
    for (TensorEntry tensor : stored.tensors()) {
      types.merge(tensor.type().toString(), 1, Integer::sum);
    }
    fields.put("tensors", types);
    words.calibration().ifPresent(chosen -> fields.put("threshold", threshold(chosen)));
    fields.put("provenance", new TreeMap<>(words.provenance()));
    return fields;
  }

  private static Map<String, Object> input(InputSpec spec) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("width", spec.width());
    fields.put("height", spec.height());
    fields.put("order", spec.order().name());
    fields.put("mean", spec.mean());
    fields.put("scale", spec.scale());
    fields.put("template", spec.template());
    return fields;
  }

  private static Map<String, Object> threshold(Calibration chosen) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("squaredDistance", chosen.threshold());
    if (!Double.isNaN(chosen.far())) {
      fields.put("falseAcceptRate", chosen.far());
    }
    fields.put("chosenOn", chosen.how());
    return fields;
  }

  private void print(Map<?, ?> fields, String indent) {
    fields.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> inner) {
            out().println(indent + key);
            print(inner, indent + "  ");
          } else if (value instanceof List<?> list) {
            list.forEach(
                one -> {
                  out().println(indent + key);
                  print((Map<?, ?>) one, indent + "  ");
                });
          } else {
            out().printf("%s%-" + (26 - indent.length()) + "s %s%n", indent, key, value);
          }
        });
  }
}
