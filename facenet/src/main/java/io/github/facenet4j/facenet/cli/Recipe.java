package io.github.facenet4j.facenet.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Options of a verb as a file of properties: {@code people = 24} stands for {@code --people 24}. A
 * name is looked for among the recipes that come with the program, then as a file.
 */
final class Recipe {
  /** The recipes that come with the program: their files lie beside this package. */
  static final List<String> NAMES =
      List.of("lfw-best", "lfw-narrow", "lfw-triplet", "lfw-triplet-fine-tuning");

  private final String name;
  private final Map<String, String> values;

  private Recipe(String name, Map<String, String> values) {
    this.name = name;
    this.values = values;
  }

  /**
   * Reads a recipe.
   *
   * @throws IOException when there is none of that name, or it cannot be read
   */
  static Recipe named(String nameOrFile) throws IOException {
    if (NAMES.contains(nameOrFile)) {
      String file = "/io/github/facenet4j/facenet/recipes/" + nameOrFile + ".properties";
      try (InputStream in = Recipe.class.getResourceAsStream(file)) {
        return read(nameOrFile, new InputStreamReader(in, StandardCharsets.UTF_8));
      }
    }
    Path file = Path.of(nameOrFile);
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "No recipe '"
              + nameOrFile
              + "': it is none of "
              + String.join(", ", NAMES)
              + " and no file; name one of them or a file of options such as 'people = 24'");
    }
    try (Reader in = Files.newBufferedReader(file)) {
      return read(nameOrFile, in);
    }
  }

  private static Recipe read(String name, Reader in) throws IOException {
    Properties properties = new Properties();
    try {
      properties.load(in);
    } catch (IllegalArgumentException malformed) {
      throw new IOException("Recipe '" + name + "' is malformed: " + malformed.getMessage());
    }
    Map<String, String> values = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
    return new Recipe(name, values);
  }

  /**
   * The command line with this recipe's options behind its own; what the command line says itself
   * stays as it is.
   *
   * @throws IllegalArgumentException when the verb has no option of a name in the recipe
   */
  List<String> completed(ParseResult asked) {
    CommandSpec verb = asked.commandSpec();
    // The original arguments are those of the whole program: its verb stands first.
    List<String> all = asked.originalArgs();
    List<String> arguments = new ArrayList<>(all.subList(all.indexOf(verb.name()) + 1, all.size()));
    values.forEach(
        (key, value) -> {
          OptionSpec option = verb.findOption("--" + key);
          if (option == null) {
            throw new IllegalArgumentException(
                "Recipe '"
                    + name
                    + "' says '"
                    + key
                    + "', but "
                    + verb.qualifiedName()
                    + " has no option --"
                    + key
                    + "; correct the recipe");
          }
          if (!asked.hasMatchedOption(option)) {
            arguments.add("--" + key + "=" + value.strip());
          }
        });
    return arguments;
  }
}
