package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.net.Architecture;
import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.net.Form;
import io.github.facenet4j.facenet.net.LayerSummary;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.facenet.net.NetworkSummary;
import io.github.facenet4j.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a network of the zoo layer by layer; touches no device and no weights. */
@Command(
    name = "describe",
    description = "Print a network layer by layer: shapes, parameters, multiply-adds.")
final class DescribeCommand extends Verb {
  private static final String ROW = "%-34s %-42s %-11s %,12d %,14d %11s%n";

  @Parameters(paramLabel = "ARCH", description = "Architecture, such as nn4.small2.")
  private String architecture;

  @Option(
      names = "--embedding",
      paramLabel = "E",
      description = "Of the paper's networks: numbers of an embedding, such as 64, 128, 256, 512.")
  private Integer embedding;

  @Option(
      names = "--batch-norm",
      description = "Of the paper's networks: batch norms in place of the convolutions' biases.")
  private boolean batchNorm;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  protected void run() {
    NetworkSummary summary = Network.of(asked()).describe();
    if (json) {
      out().println(Json.of(fields(summary)));
    } else {
      print(summary);
    }
  }

  private Architecture asked() {
    Architecture named = Architectures.named(architecture);
    if (embedding == null && !batchNorm) {
      return named;
    }
    int size = embedding == null ? Network.of(named).embeddingSize() : embedding;
    return named
        .in(new Form(batchNorm, size))
        .orElseThrow(
            () ->
                usage(
                    "'"
                        + architecture
                        + "' comes in one form; --embedding and --batch-norm are for NN1 to NN4"));
  }

  /** Blocks as the paper's tables list them, each followed by its layers. */
  private void print(NetworkSummary summary) {
    out()
        .printf(
            "%-34s %-42s %-11s %12s %14s %11s%n",
            "layer", "", "output", "parameters", "mult-adds", "memory");
    for (NetworkSummary.Block block : summary.blocks()) {
      row(block.whole(), "", block.memoryBytes());
      if (!block.isLeaf()) {
        block.layers().forEach(layer -> row(layer, "  ", layer.memoryBytes()));
      }
    }
    String sizes =
        summary.input().width() + "x" + summary.input().height() + " → " + summary.embedding();
    row(
        summary.architecture(),
        sizes,
        "",
        summary.parameters(),
        summary.multiplyAdds(),
        summary.memoryBytes());
  }

  private void row(LayerSummary layer, String indent, long memoryBytes) {
    row(
        indent + layer.name(),
        layer.kind(),
        shape(layer.output(), "x"),
        layer.parameters(),
        layer.multiplyAdds(),
        memoryBytes);
  }

  private void row(
      String name, String kind, String output, long parameters, long multiplyAdds, long memory) {
    out().printf(ROW, name, kind, output, parameters, multiplyAdds, kibibytes(memory));
  }

  private static String kibibytes(long bytes) {
    return String.format(Locale.ROOT, "%,d KiB", (bytes + 1023) / 1024);
  }

  private static Map<String, Object> fields(NetworkSummary summary) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("architecture", summary.architecture());
    fields.put("input", channelsFirst(summary.input().shape(1)));
    fields.put("embedding", summary.embedding());
    fields.put("parameters", summary.parameters());
    fields.put("multiplyAdds", summary.multiplyAdds());
    fields.put("memoryBytes", summary.memoryBytes());
    fields.put("layers", summary.layers().stream().map(DescribeCommand::fields).toList());
    return fields;
  }

  private static Map<String, Object> fields(LayerSummary layer) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", layer.name());
    fields.put("kind", layer.kind());
    fields.put("output", channelsFirst(layer.output()));
    fields.put("parameters", layer.parameters());
    fields.put("multiplyAdds", layer.multiplyAdds());
    fields.put("memoryBytes", layer.memoryBytes());
    return fields;
  }

  private static String shape(Shape output, String separator) {
    return channelsFirst(output).stream()
        .map(Object::toString)
        .collect(Collectors.joining(separator));
  }

  /** [channels, height, width] of a map, [length] of a vector: how papers write them. */
  private static List<Integer> channelsFirst(Shape shape) {
    return shape.rank() == 4 ? List.of(shape.c(), shape.h(), shape.w()) : List.of(shape.dim(1));
  }
}
