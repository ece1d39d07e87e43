package io.github.facenet4j.facenet.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The pair lists of LFW.
 *
 * <p>View 2 ({@code pairs.txt}) starts with {@code folds<TAB>n}; View 1 ({@code pairsDevTrain.txt},
 * {@code pairsDevTest.txt}) with {@code n}, meaning one fold. Then follow, for each fold, n lines
 * {@code name i j} (one person) and n lines {@code name1 i name2 j} (two people), separated by
 * tabs; i and j count images from 1.
 */
final class PairsFile {

  /**
   * One line.
   *
   * @param line its number in the file, from 1
   */
  record Entry(
      int line,
      int fold,
      PairKind kind,
      String firstName,
      int firstImage,
      String secondName,
      int secondImage) {}

  private PairsFile() {}

  /**
   * Reads and checks a pair list without looking at images.
   *
   * @throws DatasetException naming file and line
   */
  static List<Entry> read(Path file) {
    NumberedLines lines = NumberedLines.read(file, "pair list");
    String[] header = lines.next("a header 'folds<TAB>pairs' or 'pairs'").split("\t");
    if (header.length > 2) {
      throw lines.error("a header 'folds<TAB>pairs' or 'pairs'");
    }
    int folds = header.length == 2 ? lines.count(header[0], "number of folds") : 1;
    int pairs = lines.count(header[header.length - 1], "number of pairs");
    List<Entry> entries = new ArrayList<>();
    for (int fold = 1; fold <= folds; fold++) {
      for (PairKind kind : PairKind.values()) {
        for (int i = 1; i <= pairs; i++) {
          entries.add(entry(lines, fold, kind, i + " of " + pairs));
        }
      }
    }
    lines.requireEnd(entries.size() + " pairs");
    return entries;
  }

  private static Entry entry(NumberedLines lines, int fold, PairKind kind, String position) {
    String expected =
        kind == PairKind.SAME
            ? "'name<TAB>i<TAB>j' (same pair " + position + " of fold " + fold + ")"
            : "'name1<TAB>i<TAB>name2<TAB>j' (different pair "
                + position
                + " of fold "
                + fold
                + ")";
    String[] fields = lines.next(expected).split("\t");
    if (fields.length != (kind == PairKind.SAME ? 3 : 4)) {
      throw lines.error(expected);
    }
    int last = lines.count(fields[fields.length - 1], "image number");
    int first = lines.count(fields[1], "image number");
    String secondName = kind == PairKind.SAME ? fields[0] : fields[2];
    if (kind == PairKind.SAME && first == last) {
      throw lines.error("two different images");
    }
    if (kind == PairKind.DIFFERENT && fields[0].equals(secondName)) {
      throw lines.error("two different people");
    }
    return new Entry(lines.number(), fold, kind, fields[0], first, secondName, last);
  }
}
