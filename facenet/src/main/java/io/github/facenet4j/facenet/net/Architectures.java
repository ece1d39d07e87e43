package io.github.facenet4j.facenet.net;

import java.util.List;
import java.util.Optional;

/** The zoo: adding a network is its file and one line here. */
public final class Architectures {
  private static final List<Architecture> ALL =
      List.of(
          new PaperZeilerFergus(Form.PUBLISHED),
          PaperInception.nn2(),
          PaperInception.nn3(),
          PaperInception.nn4(),
          BudgetInception.of26Million(),
          BudgetInception.of4Million(),
          new Nn4Small2(),
          new InceptionResNetV1(),
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
   * The network of that name, which may name a {@link Form}.
   *
   * @throws IllegalArgumentException listing the known names
   */
  public static Architecture named(String name) {
    Optional<Architecture> known = find(name);
    if (known.isPresent()) {
      return known.get();
    }
    Form.Named parts = Form.Named.parse(name);
    return find(parts.base())
        .flatMap(base -> base.in(parts.form()))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Architecture '" + name + "' is not known; use one of " + names()));
  }

  private static Optional<Architecture> find(String name) {
    return ALL.stream().filter(architecture -> architecture.name().equals(name)).findFirst();
  }

  /** The known names, separated by commas. */
  public static String names() {
    return String.join(", ", ALL.stream().map(Architecture::name).toList());
  }
}
