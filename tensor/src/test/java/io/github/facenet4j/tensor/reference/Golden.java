package io.github.facenet4j.tensor.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.io.SafetensorsFile;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The cases of {@code golden/ops.safetensors}, which {@code tools/golden/ops.py} made. */
final class Golden implements AutoCloseable {
  private final SafetensorsFile file;

  Golden() throws IOException {
    try {
      URI resource = Golden.class.getResource("/golden/ops.safetensors").toURI();
      file = SafetensorsFile.open(Path.of(resource));
    } catch (URISyntaxException impossible) {
      throw new IOException(impossible);
    }
  }

  /** All cases of a family, such as {@code conv}. */
  List<Case> family(String family) {
    return file.metadata().keySet().stream()
        .filter(name -> name.startsWith(family + "/"))
        .map(Case::new)
        .toList();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** One case: parameters and tensors by letter. */
  final class Case {
    private final String name;
    private final Map<String, String> parameters;

    Case(String name) {
      this.name = name;
      parameters =
          Arrays.stream(file.metadata().get(name).split(" "))
              .filter(text -> !text.isEmpty())
              .map(text -> text.split("="))
              .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    String text(String parameter) {
      return parameters.get(parameter);
    }

    int whole(String parameter) {
      return Integer.parseInt(parameters.get(parameter));
    }

    /** A parameter, 0 where the case has none of this name. */
    float number(String parameter) {
      return Float.parseFloat(parameters.getOrDefault(parameter, "0"));
    }

    <E extends Enum<E>> E choice(Class<E> type, String parameter) {
      return Enum.valueOf(type, parameters.get(parameter));
    }

    Shape shape(String letter) {
      return file.find(name + "/" + letter).orElseThrow().shape();
    }

    Tensor floats(MemoryScope scope, String letter) throws IOException {
      return scope.floats(shape(letter), file.readFloats(name + "/" + letter));
    }

    Tensor ints(MemoryScope scope, String letter) throws IOException {
      return scope.ints(shape(letter), file.readInts(name + "/" + letter));
    }

    /**
     * The stored result is rounded to single precision, which the first part of the bound allows;
     * the second is for sums of a few hundred doubles: 1000·2⁻⁵³ of the largest value.
     */
    void assertAgrees(String letter, Tensor tensor) throws IOException {
      float[] expected = file.readFloats(name + "/" + letter);
      double[] got = ((ReferenceBackend) tensor.backend()).readDoubles(tensor);
      assertEquals(expected.length, got.length, name + "/" + letter);
      double largest = 0;
      for (float value : expected) {
        largest = Math.max(largest, Math.abs(value));
      }
      for (int i = 0; i < got.length; i++) {
        double bound = 0x1p-24 * Math.abs(expected[i]) + 1000 * 0x1p-53 * largest;
        assertEquals(expected[i], got[i], bound, name + "/" + letter + " at " + i);
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
