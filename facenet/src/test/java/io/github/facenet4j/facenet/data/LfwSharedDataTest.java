package io.github.facenet4j.facenet.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.facenet4j.facenet.image.FaceTemplate;
import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.tensor.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published facts about LFW, and the crops that other programs made of it. */
class LfwSharedDataTest {

  private static Path shared(String name) {
    Optional<Path> file = SharedData.file(name);
    assumeTrue(file.isPresent(), SharedData.ABSENT);
    return file.get();
  }

  private static LfwDataset lfw() {
    return LfwDataset.open(shared("lfw"));
  }

  @Test
  void hasThePublishedNumberOfPeopleImagesAndPairs() {
    LfwDataset lfw = lfw();
    FaceFolder people = lfw.people();
    assertEquals(5749, people.people().size());
    assertEquals(13233, people.imageCount());
    assertEquals(1680, people.withAtLeast(2).people().size());
    assertEquals(13233, lfw.landmarks().size());
    assertEquals(6000, lfw.pairs().size());
    assertEquals(2200, lfw.pairs("pairsDevTrain.txt").size());
    assertEquals(1000, lfw.pairs("pairsDevTest.txt").size());
    assertEquals(4038, lfw.peopleOf("peopleDevTrain.txt").size());
  }

  @Test
  void excludingFoldsLeavesTheStatedPeople() {
    LfwDataset lfw = lfw();
    FaceFolder withoutTen = lfw.people().without(lfw.peopleOfFolds(10));
    assertEquals(5140, withoutTen.people().size());
    assertEquals(11450, withoutTen.imageCount());
    assertEquals(10243, lfw.people().without(lfw.peopleOfFolds(9, 10)).imageCount());
  }

  @Test
  void everyPairStaysInsideThePeopleOfItsFold() {
    LfwDataset lfw = lfw();
    for (int fold = 1; fold <= 10; fold++) {
      Set<String> people = lfw.peopleOfFolds(fold);
      for (FacePair pair : lfw.pairs()) {
        if (pair.fold() == fold) {
          assertTrue(people.contains(pair.first().getParent().getFileName().toString()));
          assertTrue(people.contains(pair.second().getParent().getFileName().toString()));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"mobileface-v2, mobileface-112x112", "nn4, openface-96x96"})
  void alignmentReproducesTheGoldenCropsExactly(String folder, String template) throws IOException {
    LfwDataset lfw = lfw();
    Path golden = shared("golden/" + folder);
    AlignedFaces faces = AlignedFaces.located(lfw.landmarks(), FaceTemplate.named(template));
    int compared = 0;
    try (CsvReader<NamedCsvRecord> rows =
        CsvReader.builder().ofNamedCsvRecord(golden.resolve("embeddings.csv"))) {
      for (NamedCsvRecord row : rows) {
        assertEquals(
            ImageFiles.read(golden.resolve(row.getField("crop"))),
            faces.crop(lfw.root().resolve(row.getField("image"))),
            row.getField("image"));
        compared++;
      }
    }
    assertEquals(16, compared);
    assertTrue(Files.exists(golden.resolve("crop_15.png")));
  }
}
