package io.github.facenet4j.facenet.train;

import io.github.facenet4j.facenet.data.LabeledFaces;
import java.util.Map;
import java.util.TreeMap;

/** Tells one training set from another by people and numbers of faces; pixels are not looked at. */
final class DataFingerprint {
  private static final int NUMBERS = 2;

  private DataFingerprint() {}

  /** Such as {@code 120 faces of 12 people (3b0c44298fc1c149)}. */
  static String of(LabeledFaces data) {
    Map<String, String> people = new TreeMap<>();
    int[][] faces = data.facesByIdentity();
    for (int identity = 0; identity < faces.length; identity++) {
      people.put(
          identity + " " + data.identityName(identity), Integer.toString(faces[identity].length));
    }
    String digits = new ContentChecksum(people).toHex(NUMBERS);
    return data.size() + " faces of " + data.identities() + " people (" + digits + ")";
  }
}
