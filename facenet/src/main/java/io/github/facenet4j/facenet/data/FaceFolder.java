package io.github.facenet4j.facenet.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * People, each a folder of images: {@code root/Name/anything.jpg}.
 *
 * <p>People and images are sorted by name. Files that are not images by their ending are ignored,
 * so are folders without images.
 */
public final class FaceFolder {
  private static final Set<String> ENDINGS =
      Set.of("jpg", "jpeg", "png", "bmp", "gif", "tif", "tiff", "webp");

  private final Path root;
  private final List<Person> people;

  private FaceFolder(Path root, List<Person> people) {
    this.root = root;
    this.people = List.copyOf(people);
  }

  /**
   * Lists the people below a folder; no image is opened.
   *
   * @throws DatasetException when the folder is missing, unreadable or holds no person with an
   *     image
   */
  public static FaceFolder open(Path root) {
    if (!Files.isDirectory(root)) {
      throw new DatasetException(
          "Face folder '"
              + root
              + "' "
              + (Files.exists(root) ? "is not a folder" : "does not exist")
              + "; give a folder with one sub-folder per person");
    }
    List<Person> people = new ArrayList<>();
    for (Path folder : sorted(root, Files::isDirectory)) {
      List<Path> images = sorted(folder, FaceFolder::looksLikeImage);
      if (!images.isEmpty()) {
        people.add(new Person(folder.getFileName().toString(), images));
      }
    }
    if (people.isEmpty()) {
      throw new DatasetException(
          "Face folder '"
              + root
              + "' holds no person: expected sub-folders with "
              + ENDINGS.stream().sorted().toList()
              + " files, one sub-folder per person");
    }
    return new FaceFolder(root, people);
  }

  private static List<Path> sorted(Path folder, Predicate<Path> wanted) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(wanted)
          .sorted(Comparator.comparing(path -> path.getFileName().toString()))
          .toList();
    } catch (IOException e) {
      throw new DatasetException(
          "Face folder '" + folder + "' cannot be listed (" + e + "); check its permissions", e);
    }
  }

  private static boolean looksLikeImage(Path file) {
    return isNamedLikeImage(file)
        && !file.getFileName().toString().startsWith(".")
        && Files.isRegularFile(file);
  }

  /** Whether a file's ending is that of an image. */
  static boolean isNamedLikeImage(Path file) {
    String name = file.getFileName().toString();
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  /** The folder that was opened. */
  public Path root() {
    return root;
  }

  /** The people in order of their names. */
  public List<Person> people() {
    return people;
  }

  /** Number of images of all people. */
  public int imageCount() {
    return people.stream().mapToInt(person -> person.images().size()).sum();
  }

  /** The people whose name is not among {@code names}. */
  public FaceFolder without(Set<String> names) {
    return filtered(person -> !names.contains(person.name()));
  }

  /** The people whose name is among {@code names}. */
  public FaceFolder only(Set<String> names) {
    return filtered(person -> names.contains(person.name()));
  }

  /** The people with at least that many images. */
  public FaceFolder withAtLeast(int images) {
    return filtered(person -> person.images().size() >= images);
  }

  /**
   * So many images at most: people in an order that follows from their names alone, each with all
   * of their images, as long as they fit. Fewer images are a part of more.
   *
   * @throws DatasetException when not one person fits
   */
  public FaceFolder atMost(int images) {
    Set<String> taken = new HashSet<>();
    int left = images;
    List<Person> drawn = new ArrayList<>(people);
    drawn.sort(Comparator.comparingLong(person -> scattered(person.name())));
    for (Person person : drawn) {
      left -= person.images().size();
      if (left < 0) {
        break;
      }
      taken.add(person.name());
    }
    if (taken.isEmpty()) {
      throw new DatasetException(
          "No person of '" + root + "' has as few as " + images + " images; allow more");
    }
    return only(taken);
  }

  /** A number that neighbours in the alphabet do not share much of. */
  private static long scattered(String name) {
    return new SplittableRandom(name.hashCode()).nextLong();
  }

  private FaceFolder filtered(Predicate<Person> wanted) {
    return new FaceFolder(root, people.stream().filter(wanted).toList());
  }

  /**
   * Checks that triplets can be formed: an anchor and a positive need a person with two images, a
   * negative needs a second person.
   *
   * @param minPeople people that must have at least {@code minImages} images
   * @param minImages images such a person must have, at least 2
   * @return this
   * @throws DatasetException saying how many people and images there are
   */
  public FaceFolder requireTriplets(int minPeople, int minImages) {
    if (people.size() < 2) {
      throw new DatasetException(
          "Training needs at least two people to tell apart, '"
              + root
              + "' has "
              + (people.isEmpty() ? "none after exclusion" : "only '" + people.get(0).name() + "'")
              + "; add folders of other people");
    }
    long able = people.stream().filter(person -> person.images().size() >= minImages).count();
    if (able < minPeople) {
      Person largest =
          people.stream().max(Comparator.comparingInt(person -> person.images().size())).get();
      throw new DatasetException(
          "Training needs "
              + minPeople
              + " people with at least "
              + minImages
              + " images each; of the "
              + people.size()
              + " people in '"
              + root
              + "' "
              + able
              + " have (most: '"
              + largest.name()
              + "' with "
              + largest.images().size()
              + "). Add images or ask for fewer");
    }
    return this;
  }
}
