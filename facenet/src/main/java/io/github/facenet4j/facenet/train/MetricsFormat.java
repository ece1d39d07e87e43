package io.github.facenet4j.facenet.train;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the numbers of a step are one line of text, the step first. */
enum MetricsFormat {
  /** One column a number, a header line above; what was not measured is an empty cell. */
  CSV(Pattern.compile("(\\d{1,18}),.*")) {
    @Override
    String header(List<String> names) {
      return text(names);
    }

    @Override
    String line(List<String> names, Map<String, Object> numbers) {
      return text(names.stream().map(name -> Objects.toString(numbers.get(name), "")).toList());
    }

    private String text(List<String> cells) {
      StringWriter text = new StringWriter();
      try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
        csv.writeRecord(cells);
      } catch (IOException impossible) {
        throw new UncheckedIOException("A row could not be written to memory", impossible);
      }
      return text.toString();
    }
  },

  /** One JSON object a line; what was not measured is absent. */
  JSONL(Pattern.compile("\\{\"step\":(\\d{1,18}),.*\\}")) {
    private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    @Override
    String header(List<String> names) {
      return "";
    }

    @Override
    String line(List<String> names, Map<String, Object> numbers) {
      return GSON.toJson(numbers) + "\n";
    }
  };

  private final Pattern line;

  MetricsFormat(Pattern line) {
    this.line = line;
  }

  /** What stands above the lines, with its line break; may be empty. */
  abstract String header(List<String> names);

  /** A step with its line break. */
  abstract String line(List<String> names, Map<String, Object> numbers);

  /** The step of a line without its line break; the largest number when it is none. */
  long stepOf(String text) {
    Matcher matcher = line.matcher(text);
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : Long.MAX_VALUE;
  }
}
