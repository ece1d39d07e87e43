package io.github.facenet4j.facenet.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.data.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairDistancesCsvTest {
  @TempDir Path folder;

  private String failure(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("distances.csv"), text);
    String message =
        assertThrows(DatasetException.class, () -> PairDistancesCsv.read(file)).getMessage();
    assertTrue(message.contains("distances.csv"), message);
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  @Test
  void givesBackWhatWasWritten() {
    PairDistances pairs = TestPairs.random(1, 5, 100, 1_000_000);
    Path file = folder.resolve("pairs.csv");
    PairDistancesCsv.write(pairs, file);
    PairDistances read = PairDistancesCsv.read(file);
    assertEquals(pairs.size(), read.size());
    for (int i = 0; i < pairs.size(); i++) {
      assertEquals(pairs.fold(i), read.fold(i));
      assertEquals(pairs.kind(i), read.kind(i));
      assertEquals(pairs.distance(i), read.distance(i));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "2,1,1,x;line 3: expected a number as squared_distance, found 'x'",
        "2,1,1,NaN;line 3: expected a finite number as squared_distance, found 'NaN'",
        "2,1,yes,1;line 3: expected 1 or 0 as same, found 'yes'",
        "2,0,1,1;line 3: expected a whole number from 1 as fold, found '0'",
        "2,one,1,1;line 3: expected a whole number from 1 as fold",
      })
  void namesTheLineThatIsWrong(String row, String expected) throws IOException {
    String message = failure("pair,fold,same,squared_distance\n1,1,1,0.5\n" + row + "\n");
    assertTrue(message.contains(expected), message);
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    assertTrue(failure("pair,fold,same\n1,1,1\n").contains("lacks the column 'squared_distance'"));
    assertTrue(failure("pair,fold,same,squared_distance\n").contains("has no rows"));
    assertTrue(failure("").contains("distance table"));
    DatasetException absent =
        assertThrows(DatasetException.class, () -> PairDistancesCsv.read(folder.resolve("no.csv")));
    assertTrue(absent.getMessage().contains("does not exist"), absent.getMessage());
    DatasetException unwritable =
        assertThrows(
            DatasetException.class,
            () -> PairDistancesCsv.write(TestPairs.random(1, 2, 8, 9), folder.resolve("no/x.csv")));
    assertTrue(unwritable.getMessage().contains("cannot be written"), unwritable.getMessage());
  }
}
