package io.github.facenet4j.tensor.io;

import static io.github.facenet4j.tensor.io.WeightsFormatException.quote;

import io.github.facenet4j.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a safetensors header says, checked: {@code {"__metadata__": {name: text}, tensor: {"dtype":
 * "F32", "shape": [2,3], "data_offsets": [begin,end]}, …}}.
 *
 * <p>The tensors must cover the data from its first to its last byte without gap or overlap, and
 * each must have exactly the bytes of its shape.
 *
 * @param metadata free text by name, in the file's order
 * @param entries tensors by name, in the header's order
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, TensorEntry> entries) {
  static final String METADATA = "__metadata__";

  /**
   * Reads and checks a header.
   *
   * @param dataBytes bytes that follow the header
   */
  static SafetensorsHeader parse(String json, long dataBytes) throws WeightsFormatException {
    if (!(read(json) instanceof Map<?, ?> members)) {
      throw new WeightsFormatException("the header is not a JSON object");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, TensorEntry> entries = new LinkedHashMap<>();
    for (Map.Entry<?, ?> member : members.entrySet()) {
      String name = (String) member.getKey();
      if (!(member.getValue() instanceof Map<?, ?> value)) {
        throw new WeightsFormatException("the header's " + quote(name) + " is not an object");
      }
      if (name.equals(METADATA)) {
        readMetadata(value, metadata);
      } else {
        entries.put(name, entry(name, value));
      }
    }
    checkCoverage(entries, dataBytes);
    return new SafetensorsHeader(
        Collections.unmodifiableMap(metadata), Collections.unmodifiableMap(entries));
  }

  private static Object read(String json) throws WeightsFormatException {
    try {
      return StrictJson.parse(json, "the header");
    } catch (JsonFormatException malformed) {
      throw new WeightsFormatException(malformed.getMessage());
    }
  }

  private static void readMetadata(Map<?, ?> value, Map<String, String> metadata)
      throws WeightsFormatException {
    for (Map.Entry<?, ?> fact : value.entrySet()) {
      if (!(fact.getValue() instanceof String text)) {
        throw new WeightsFormatException(
            "the metadata " + quote((String) fact.getKey()) + " is not a string");
      }
      metadata.put((String) fact.getKey(), text);
    }
  }

  private static TensorEntry entry(String name, Map<?, ?> value) throws WeightsFormatException {
    StoredType type = type(name, value.get("dtype"));
    Shape shape = shape(name, longs(name, "shape", value.get("shape")));
    long[] offsets = longs(name, "data_offsets", value.get("data_offsets"));
    if (offsets.length != 2 || offsets[0] < 0 || offsets[1] < offsets[0]) {
      throw new WeightsFormatException(
          "tensor "
              + quote(name)
              + " has the data_offsets "
              + Arrays.toString(offsets)
              + "; [begin,end] with 0 <= begin <= end is needed");
    }
    // A shape may have up to 2^63 elements, and their bytes would not fit a long.
    long bytes = offsets[1] - offsets[0];
    if (bytes % type.bytes() != 0 || bytes / type.bytes() != shape.elements()) {
      throw new WeightsFormatException(
          "tensor "
              + quote(name)
              + " of shape "
              + shape
              + " has "
              + shape.elements()
              + " elements of "
              + type.bytes()
              + " bytes, but its data_offsets give it "
              + bytes
              + " bytes");
    }
    return new TensorEntry(name, type, shape, offsets[0], offsets[1]);
  }

  private static StoredType type(String name, Object dtype) throws WeightsFormatException {
    for (StoredType type : StoredType.values()) {
      if (type.name().equals(dtype)) {
        return type;
      }
    }
    throw new WeightsFormatException(
        "tensor "
            + quote(name)
            + (dtype == null ? " has no dtype" : " has the dtype " + quote(dtype.toString()))
            + "; this program reads "
            + Arrays.toString(StoredType.values()));
  }

  private static Shape shape(String name, long[] dimensions) throws WeightsFormatException {
    int[] checked = new int[dimensions.length];
    for (int i = 0; i < checked.length; i++) {
      if (dimensions[i] < 1 || dimensions[i] > Integer.MAX_VALUE) {
        throw new WeightsFormatException(
            "tensor "
                + quote(name)
                + " has a dimension of "
                + dimensions[i]
                + "; every dimension must be between 1 and 2^31-1");
      }
      checked[i] = (int) dimensions[i];
    }
    try {
      return new Shape(checked);
    } catch (IllegalArgumentException tooLarge) {
      throw new WeightsFormatException("tensor " + quote(name) + ": " + tooLarge.getMessage());
    }
  }

  private static long[] longs(String name, String what, Object value)
      throws WeightsFormatException {
    // Eight is more than any layer needs, and keeps a message about the shape short.
    if (!(value instanceof List<?> list) || list.size() > 8) {
      throw new WeightsFormatException(
          "tensor " + quote(name) + " needs a " + what + " that is a list of at most 8 numbers");
    }
    long[] numbers = new long[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(list.get(i) instanceof Long number)) {
        throw new WeightsFormatException(
            "tensor " + quote(name) + " has something else than numbers in its " + what);
      }
      numbers[i] = number;
    }
    return numbers;
  }

  private static void checkCoverage(Map<String, TensorEntry> entries, long dataBytes)
      throws WeightsFormatException {
    List<TensorEntry> byOffset = new ArrayList<>(entries.values());
    byOffset.sort(Comparator.comparingLong(TensorEntry::begin));
    long covered = 0;
    for (TensorEntry entry : byOffset) {
      if (entry.end() > dataBytes) {
        throw new WeightsFormatException(
            "tensor "
                + quote(entry.name())
                + " ends at byte "
                + entry.end()
                + " of the data, which has only "
                + dataBytes
                + " bytes: the file is cut short or damaged");
      }
      if (entry.begin() != covered) {
        throw new WeightsFormatException(
            "tensor "
                + quote(entry.name())
                + " begins at byte "
                + entry.begin()
                + " of the data, but the tensors before it end at "
                + covered
                + ": tensors must neither overlap nor leave a gap");
      }
      covered = entry.end();
    }
    if (covered != dataBytes) {
      throw new WeightsFormatException(
          "the tensors end at byte " + covered + " of the data, which has " + dataBytes + " bytes");
    }
  }
}
