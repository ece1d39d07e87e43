package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.net.ModelDifference;
import io.github.facenet4j.facenet.net.ModelDifference.Moved;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares two weights files, tensor by tensor; touches no device. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = "Compare two weights files: words, tensors, shapes, values.")
final class ModelDiffCommand extends Verb {
  private static final int SHOWN = 20;

  @Parameters(index = "0", paramLabel = "A", description = "Weights (safetensors).")
  private Path first;

  @Parameters(index = "1", paramLabel = "B", description = "Other weights.")
  private Path second;

  @Option(names = "--json", description = "Print one JSON object with everything.")
  private boolean json;

  @Override
  protected void run() throws IOException {
    ModelDifference difference = ModelDifference.of(first, second);
    if (json) {
      out().println(Json.of(fields(difference)));
    } else {
      print(difference);
    }
  }

  private static Map<String, Object> fields(ModelDifference difference) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("same", difference.isEmpty());
    fields.put("metadata", difference.words());
    fields.put("onlyInFirst", difference.onlyFirst());
    fields.put("onlyInSecond", difference.onlySecond());
    fields.put("shapes", difference.reshaped());
    fields.put("values", difference.moved());
    fields.put("equalTensors", difference.equal());
    return fields;
  }

  private void print(ModelDifference difference) {
    difference
        .words()
        .forEach(
            (name, both) -> out().printf("%s: '%s' | '%s'%n", name, both.first(), both.second()));
    names("only in the first", difference.onlyFirst());
    names("only in the second", difference.onlySecond());
    difference
        .reshaped()
        .forEach((name, both) -> out().printf("%s: %s | %s%n", name, both.first(), both.second()));
    for (Moved one : shown(difference.moved())) {
      out()
          .printf(
              Locale.ROOT,
              "%-44s %,11d values differ, by up to %.3g; ‖a−b‖/‖a‖ = %.3g%n",
              one.name(),
              one.elements(),
              one.largest(),
              one.relative());
    }
    more(difference.moved().size());
    out()
        .printf("%d tensors are equal, %d differ%n", difference.equal(), difference.moved().size());
  }

  private void names(String what, List<String> names) {
    shown(names).forEach(name -> out().println(what + ": " + name));
    more(names.size());
  }

  private static <T> List<T> shown(List<T> all) {
    return all.subList(0, Math.min(all.size(), SHOWN));
  }

  private void more(int count) {
    if (count > SHOWN) {
      out().println("and " + (count - SHOWN) + " more");
    }
  }
}
