package io.github.facenet4j.facenet.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A table; the first column names the row.
 *
 * @param caption what the table shows
 * @param header column titles; empty for a table of facts
 * @param rows as many cells each as columns
 * @param columns whether the cells after the first are figures or words
 */
public record Table(String caption, List<String> header, List<List<String>> rows, Columns columns)
    implements Part {

  /** What the cells after the first are. */
  public enum Columns {
    /** Numbers, aligned to the right. */
    FIGURES,
    /** Words, aligned to the left. */
    WORDS
  }

  /** Checks that the table is rectangular. */
  public Table {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
    int width = header.isEmpty() ? (rows.isEmpty() ? 0 : rows.get(0).size()) : header.size();
    for (List<String> row : rows) {
      if (row.size() != width) {
        throw new IllegalArgumentException(
            "Table '" + caption + "' has " + width + " columns, a row has " + row.size());
      }
    }
  }

  /** A table of names and values. */
  public static Table facts(String caption, Map<String, String> facts) {
    List<List<String>> rows = new ArrayList<>();
    facts.forEach((name, value) -> rows.add(List.of(name, value)));
    return new Table(caption, List.of(), rows, Columns.WORDS);
  }
}
