package io.github.facenet4j.facenet.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The people lists of LFW.
 *
 * <p>View 2 ({@code people.txt}): the number of folds, then for each fold a count and that many
 * lines {@code name<TAB>images}. View 1 ({@code peopleDevTrain.txt}): a count and the lines.
 */
final class PeopleFile {
  private PeopleFile() {}

  /**
   * People of every fold, name to number of images, in file order.
   *
   * @throws DatasetException naming file and line
   */
  static List<Map<String, Integer>> read(Path file) {
    NumberedLines lines = NumberedLines.read(file, "people list");
    int first = lines.count(lines.next("a number of folds or of people"), "count");
    List<Map<String, Integer>> folds = new ArrayList<>();
    // A View 1 list goes on with a person, which has a tab; View 2 with the count of fold 1.
    if (lines.hasNext() && lines.peek().contains("\t")) {
      folds.add(fold(lines, first));
    } else {
      for (int i = 0; i < first; i++) {
        String expected = "the number of people of fold " + (i + 1);
        folds.add(fold(lines, lines.count(lines.next(expected), expected)));
      }
    }
    lines.requireEnd(folds.size() + " folds of people");
    return folds;
  }

  private static Map<String, Integer> fold(NumberedLines lines, int people) {
    Map<String, Integer> fold = new LinkedHashMap<>();
    for (int i = 1; i <= people; i++) {
      String expected = "'name<TAB>images' (person " + i + " of " + people + ")";
      String[] fields = lines.next(expected).split("\t");
      if (fields.length != 2) {
        throw lines.error(expected);
      }
      if (fold.put(fields[0], lines.count(fields[1], "number of images")) != null) {
        throw lines.error("each person once");
      }
    }
    return fold;
  }
}
