package io.github.facenet4j.facenet.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names numbered in order of first appearance, and the number of each face's name. */
final class Identities {
  private final List<String> names = new ArrayList<>();
  private final int[] ofFace;

  Identities(List<String> nameOfFace) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    ofFace = new int[nameOfFace.size()];
    for (int face = 0; face < ofFace.length; face++) {
      String name = nameOfFace.get(face);
      ofFace[face] = numbers.computeIfAbsent(name, unused -> numbers.size());
    }
    names.addAll(numbers.keySet());
  }

  int count() {
    return names.size();
  }

  int of(int face) {
    return ofFace[face];
  }

  String name(int identity) {
    return names.get(identity);
  }
}
