package io.github.facenet4j.facenet.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * Enum values on the command line: in any case, with '-', '_' or nothing between words, so that
 * {@code batch-hard}, {@code BATCH_HARD} and {@code batchHard} are one.
 */
final class EnumNames {
  private EnumNames() {}

  /** Lets every enum option of these verbs take such names. */
  static void acceptAnySpelling(CommandLine line) {
    for (CommandLine verb : line.getSubcommands().values()) {
      acceptAnySpelling(verb);
      for (OptionSpec option : verb.getCommandSpec().options()) {
        if (option.type().isEnum()) {
          register(verb, option.type());
        }
      }
    }
  }

  private static <T> void register(CommandLine verb, Class<T> type) {
    verb.registerConverter(type, new AnySpelling<>(type));
  }

  /** No lambda, for the reason that {@link Main} gives for its own. */
  private record AnySpelling<T>(Class<T> type) implements ITypeConverter<T> {
    @Override
    public T convert(String name) {
      for (T value : type.getEnumConstants()) {
        if (bare(value.toString()).equals(bare(name))) {
          return value;
        }
      }
      throw new TypeConversionException(
          "expected one of "
              + Arrays.stream(type.getEnumConstants())
                  .map(value -> spelt(value.toString()))
                  .collect(Collectors.joining(", "))
              + " but was '"
              + name
              + "'");
    }
  }

  /** The usual spelling of a constant's name: lower case, with hyphens. */
  static String spelt(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String bare(String name) {
    return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
  }
}
