package io.github.facenet4j.facenet.net;

import java.util.List;

/** The zoo: adding a network is its file and one line here. */
public final class Architectures {
  private static final List<Architecture> ALL =
      List.of(
          new Nn4Small2(), //
          new MobileFaceV2(),
          FaceNetLfw.wide(),
          FaceNetLfw.narrow(),
          new FaceNetTiny());

  private Architectures() {}

  /** All networks of the zoo. */
  public static List<Architecture> all() {
    return ALL;
  }

  /**
   * The network of that name.
   *
   * @throws IllegalArgumentException listing the known names
   */
  public static Architecture named(String name) {
    return ALL.stream()
        .filter(architecture -> architecture.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Architecture '" + name + "' is not known; use one of " + names()));
  }

  /** The known names, separated by commas. */
  public static String names() {
    return String.join(", ", ALL.stream().map(Architecture::name).toList());
  }
}
