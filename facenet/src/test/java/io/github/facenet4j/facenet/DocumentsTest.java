package io.github.facenet4j.facenet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.testing.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the Markdown files name is there. */
class DocumentsTest {
  private static final Path ROOT = Documents.root();
  private static final Path KERNELS =
      ROOT.resolve("kernels/src/main/resources/io/github/facenet4j/kernels");

  /** The target of a Markdown link into the repository. */
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)(?:#[^)]*)?\\)");

  /** A path in backticks that begins with a folder of the repository. */
  private static final Pattern PATH =
      Pattern.compile("`((?:tensor|kernels|nn|facenet|bench|bin|docs|tools|config)/[\\w./-]+)`");

  /** A rung in backticks, such as {@code gemm/02_tiled TILE=16}. */
  private static final Pattern RUNG = Pattern.compile("`(\\w+/(?:cpu_)?\\d\\d_\\w+)[^`/]*`");

  /** The classes of {@code -Dtest=A,B} and of {@code bench/measure jmh A}. */
  private static final Pattern CLASSES = Pattern.compile("(?:-Dtest=|bench/measure jmh )([\\w,]+)");

  static List<Path> documents() {
    return Documents.all();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyPathIsThere(Path document) {
    String text = Documents.text(document);
    List<Path> named = new ArrayList<>();
    found(LINK, text).forEach(link -> named.add(document.resolveSibling(link)));
    found(PATH, text).forEach(path -> named.add(ROOT.resolve(path)));
    found(RUNG, text).forEach(rung -> named.add(KERNELS.resolve(rung + ".cl")));
    List<Path> missing = named.stream().filter(path -> !Files.exists(path)).toList();
    assertTrue(missing.isEmpty(), document.getFileName() + " names what is not there: " + missing);
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyTestAndBenchmarkToRunIsThere(Path document) throws IOException {
    Set<String> classes;
    try (Stream<Path> files = Files.walk(ROOT)) {
      classes =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".java"))
              .map(name -> name.substring(0, name.length() - ".java".length()))
              .collect(Collectors.toSet());
    }
    for (String list : found(CLASSES, Documents.text(document))) {
      for (String name : list.split(",")) {
        assertTrue(classes.contains(name), document.getFileName() + ": no class " + name);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"embed, EmbedTwoFaces", "gallery, WhoIsIt"})
  void theJavaExamplesOfTheReadmeAreThoseThatCompile(String name, String type) {
    String readme = Documents.text(ROOT.resolve("README.md"));
    String source =
        Documents.text(
            ROOT.resolve(
                "facenet/src/test/java/io/github/facenet4j/facenet/examples/" + type + ".java"));
    String compiled =
        between(source, "// example: " + name + "\n", "    // end of example").indent(-4);
    assertEquals(compiled, between(readme, "<!-- example: " + name + " -->\n```java\n", "```"));
  }

  private static String between(String text, String begin, String end) {
    int from = text.indexOf(begin) + begin.length();
    return text.substring(from, text.indexOf(end, from));
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }
}
