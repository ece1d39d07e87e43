package io.github.facenet4j.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tensors that PyTorch computed: one a line, name, dimensions, values. */
public final class Golden {

  /** One line: activations are NHWC, parameters in disk order. */
  public record Values(Shape shape, double[] values) {

    /** In single precision, which inputs and parameters are exact in. */
    public float[] floats() {
      float[] floats = new float[values.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) values[i];
      }
      return floats;
    }
  }

  private final Map<String, Values> tensors = new LinkedHashMap<>();

  /** Reads a resource of {@code /golden/}. */
  public Golden(String resource) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + resource)) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(this::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void add(String line) {
    String[] fields = line.split(" ");
    int[] dimensions = Arrays.stream(fields[1].split("x")).mapToInt(Integer::parseInt).toArray();
    double[] values =
        Arrays.stream(fields, 2, fields.length).mapToDouble(Double::parseDouble).toArray();
    Shape shape = new Shape(dimensions);
    assertEquals(shape.elements(), values.length, fields[0]);
    tensors.put(fields[0], new Values(shape, values));
  }

  /** One tensor; fails when the file has none of that name. */
  public Values get(String name) {
    assertTrue(tensors.containsKey(name), "no golden named " + name);
    return tensors.get(name);
  }

  /**
   * Asserts that the values agree with a golden.
   *
   * @param relative largest difference, relative to the golden's largest value
   * @param absolute largest difference besides
   */
  public void agrees(String name, float[] found, double relative, double absolute) {
    double[] expected = get(name).values();
    assertEquals(expected.length, found.length, name);
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], relative * largest + absolute, name + "[" + i + "]");
    }
  }
}
