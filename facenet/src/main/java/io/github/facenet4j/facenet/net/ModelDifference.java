package io.github.facenet4j.facenet.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What differs between two weights files, whatever network they are of.
 *
 * @param words metadata in order of their names, where it differs
 * @param onlyFirst tensors that the second file lacks
 * @param onlySecond tensors that the first file lacks
 * @param reshaped tensors whose shapes differ, in order of their names
 * @param moved tensors of one shape whose values differ, the most different first
 * @param equal number of tensors that are the same
 */
public record ModelDifference(
    Map<String, Both> words,
    List<String> onlyFirst,
    List<String> onlySecond,
    Map<String, Both> reshaped,
    List<Moved> moved,
    int equal) {

  /** Two texts; an absent one is empty. */
  public record Both(String first, String second) {}

  /**
   * A tensor whose values differ.
   *
   * @param name of the tensor
   * @param elements values that differ
   * @param largest difference of two values
   * @param relative length of the difference over the length of the first: {@code ‖a − b‖/‖a‖}
   */
  public record Moved(String name, long elements, double largest, double relative) {}

  /** Copies. */
  public ModelDifference {
    words = Collections.unmodifiableMap(new TreeMap<>(words));
    onlyFirst = List.copyOf(onlyFirst);
    onlySecond = List.copyOf(onlySecond);
    reshaped = Collections.unmodifiableMap(new TreeMap<>(reshaped));
    moved = List.copyOf(moved);
  }

  /** Whether the files say and hold the same. */
  public boolean isEmpty() {
    return words.isEmpty()
        && onlyFirst.isEmpty()
        && onlySecond.isEmpty()
        && reshaped.isEmpty()
        && moved.isEmpty();
  }

  /**
   * Compares two files.
   *
   * @throws IOException when one cannot be read, is malformed or holds NaN
   */
  public static ModelDifference of(Path first, Path second) throws IOException {
    try (WeightFiles a = WeightFiles.open(List.of(first));
        WeightFiles b = WeightFiles.open(List.of(second))) {
      Set<String> common = new LinkedHashSet<>(a.tensorNames());
      common.retainAll(b.tensorNames());
      Map<String, Both> reshaped = new TreeMap<>();
      List<Moved> moved = new ArrayList<>();
      int equal = 0;
      for (String name : common) {
        String shape = a.entry(name).shape().toString();
        String other = b.entry(name).shape().toString();
        if (!shape.equals(other)) {
          reshaped.put(name, new Both(shape, other));
          continue;
        }
        Moved one = compare(name, a.read(name), b.read(name));
        if (one.elements() == 0) {
          equal++;
        } else {
          moved.add(one);
        }
      }
      moved.sort(Comparator.comparingDouble(Moved::relative).reversed());
      return new ModelDifference(
          words(a.metadata().toMap(), b.metadata().toMap()),
          only(a, common),
          only(b, common),
          reshaped,
          moved,
          equal);
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
  }

  private static Map<String, Both> words(Map<String, String> first, Map<String, String> second) {
    Map<String, Both> words = new TreeMap<>();
    Set<String> names = new TreeSet<>(first.keySet());
    names.addAll(second.keySet());
    for (String name : names) {
      if (!Objects.equals(first.get(name), second.get(name))) {
        words.put(name, new Both(first.getOrDefault(name, ""), second.getOrDefault(name, "")));
      }
    }
    return words;
  }

  private static List<String> only(WeightFiles file, Set<String> common) {
    return file.tensorNames().stream().filter(name -> !common.contains(name)).toList();
  }

  private static Moved compare(String name, float[] first, float[] second) {
    long elements = 0;
    double largest = 0;
    double squares = 0;
    double length = 0;
    for (int i = 0; i < first.length; i++) {
      double difference = (double) first[i] - second[i];
      elements += difference == 0 ? 0 : 1;
      largest = Math.max(largest, Math.abs(difference));
      squares += difference * difference;
      length += (double) first[i] * first[i];
    }
    double relative = squares == 0 ? 0 : Math.sqrt(squares / Math.max(length, Double.MIN_NORMAL));
    return new Moved(name, elements, largest, relative);
  }
}
