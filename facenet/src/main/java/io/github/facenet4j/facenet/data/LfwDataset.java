package io.github.facenet4j.facenet.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Labeled Faces in the Wild (G. B. Huang, M. Ramesh, T. Berg, E. Learned-Miller, UMass Amherst TR
 * 07-49, 2007) in a folder: {@code images/Name/Name_0001.jpg}, {@code pairs.txt}, {@code
 * people.txt}, {@code landmarks.csv} and, for View 1, {@code pairsDevTrain.txt} and its siblings.
 *
 * <p>Files are read when they are asked for. Folds are numbered from 1.
 */
public final class LfwDataset {
  private final Path root;

  private LfwDataset(Path root) {
    this.root = root;
  }

  /**
   * The dataset in that folder.
   *
   * @throws DatasetException when the folder or its {@code images} is missing
   */
  public static LfwDataset open(Path root) {
    if (!Files.isDirectory(root)) {
      throw new DatasetException(
          "LFW folder '" + root + "' does not exist; give the folder that holds pairs.txt");
    }
    LfwDataset dataset = new LfwDataset(root);
    if (!Files.isDirectory(dataset.imageFolder())) {
      throw new DatasetException(
          "LFW folder '"
              + root
              + "' has no sub-folder 'images'; expected images/Name/Name_0001.jpg, pairs.txt,"
              + " people.txt and landmarks.csv");
    }
    return dataset;
  }

  /** Whether a folder is laid out like LFW rather than as bare folders of people. */
  public static boolean looksLikeLfw(Path root) {
    return Files.isDirectory(root.resolve("images"))
        && Files.isRegularFile(root.resolve("pairs.txt"));
  }

  /** The folder. */
  public Path root() {
    return root;
  }

  private Path imageFolder() {
    return root.resolve("images");
  }

  /** Where image {@code number} (from 1) of a person is. */
  public Path image(String person, int number) {
    return imageFolder()
        .resolve(person)
        .resolve(String.format(Locale.ROOT, "%s_%04d.jpg", person, number));
  }

  /** All people with their images. */
  public FaceFolder people() {
    return FaceFolder.open(imageFolder());
  }

  /** The stored landmarks. */
  public LandmarkTable landmarks() {
    return LandmarkTable.read(root.resolve("landmarks.csv"));
  }

  /** The pairs of View 2, {@code pairs.txt}. */
  public List<FacePair> pairs() {
    return pairs("pairs.txt");
  }

  /**
   * A pair list of the dataset's folder.
   *
   * @param fileName for example {@code pairsDevTest.txt}
   * @throws DatasetException when it is missing or malformed, or names an image that is missing
   */
  public List<FacePair> pairs(String fileName) {
    Path file = root.resolve(fileName);
    Set<Path> present = new HashSet<>();
    List<FacePair> pairs = new ArrayList<>();
    for (PairsFile.Entry entry : PairsFile.read(file)) {
      Path first = image(entry.firstName(), entry.firstImage());
      Path second = image(entry.secondName(), entry.secondImage());
      for (Path image : List.of(first, second)) {
        if (!present.contains(image)) {
          if (!Files.isRegularFile(image)) {
            throw new DatasetException(
                "'"
                    + file
                    + "' line "
                    + entry.line()
                    + " names the image '"
                    + image
                    + "', which does not exist; complete the images");
          }
          present.add(image);
        }
      }
      pairs.add(new FacePair(entry.fold(), entry.kind(), first, second));
    }
    return pairs;
  }

  /**
   * Names of the people of some folds of View 2, {@code people.txt}.
   *
   * @param folds numbers from 1
   * @throws DatasetException when the file is missing or malformed or has no such fold
   */
  public Set<String> peopleOfFolds(int... folds) {
    Path file = root.resolve("people.txt");
    List<Map<String, Integer>> all = PeopleFile.read(file);
    Set<String> names = new LinkedHashSet<>();
    for (int fold : folds) {
      if (fold < 1 || fold > all.size()) {
        throw new DatasetException(
            "Fold " + fold + " was asked for; '" + file + "' has folds 1 to " + all.size());
      }
      names.addAll(all.get(fold - 1).keySet());
    }
    return names;
  }

  /**
   * Names in a people list without folds.
   *
   * @param fileName for example {@code peopleDevTrain.txt}
   */
  public Set<String> peopleOf(String fileName) {
    Set<String> names = new LinkedHashSet<>();
    PeopleFile.read(root.resolve(fileName)).forEach(fold -> names.addAll(fold.keySet()));
    return names;
  }
}
