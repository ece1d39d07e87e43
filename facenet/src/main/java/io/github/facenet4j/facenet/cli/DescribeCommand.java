package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.net.LayerSummary;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.facenet.net.NetworkSummary;
import io.github.facenet4j.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
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
  @Parameters(paramLabel = "ARCH", description = "Architecture, such as nn4.small2.")
  private String architecture;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  protected void run() {
    NetworkSummary summary = Network.of(Architectures.named(architecture)).describe();
    if (json) {
      out().println(Json.of(fields(summary)));
    } else {
      print(summary);
    }
  }

  private void print(NetworkSummary summary) {
    String row = "%-34s %-42s %-10s %,12d %,14d%n";
    out().printf("%-34s %-42s %-10s %12s %14s%n", "layer", "", "output", "parameters", "mult-adds");
    for (LayerSummary layer : summary.layers()) {
      String output = shape(layer.output(), "x");
      out()
          .printf(
              row, layer.name(), layer.kind(), output, layer.parameters(), layer.multiplyAdds());
    }
    String sizes =
        summary.input().width() + "x" + summary.input().height() + " → " + summary.embedding();
    out()
        .printf(
            row, summary.architecture(), sizes, "", summary.parameters(), summary.multiplyAdds());
  }

  private static Map<String, Object> fields(NetworkSummary summary) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("architecture", summary.architecture());
    fields.put("input", channelsFirst(summary.input().shape(1)));
    fields.put("embedding", summary.embedding());
    fields.put("parameters", summary.parameters());
    fields.put("multiplyAdds", summary.multiplyAdds());
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
