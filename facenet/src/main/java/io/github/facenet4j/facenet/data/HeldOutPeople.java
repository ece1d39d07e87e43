package io.github.facenet4j.facenet.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * A share of a folder's people who are kept out of training, and pairs of their images to measure
 * with.
 *
 * <p>Who is held out follows from the names alone: the same share of the same folder is the same
 * people in every run. The pairs follow from the files alone; people take turns, so that those with
 * many images do not crowd out the rest.
 */
public final class HeldOutPeople {
  private static final int FOLD = 1;
  private static final long SEED = 1;

  private HeldOutPeople() {}

  /**
   * Names of the people to hold out.
   *
   * @param share of the people, above 0 and below 1; at least two are taken
   * @throws IllegalArgumentException for another share
   */
  public static Set<String> choose(FaceFolder people, double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "The share of people to hold out lies above 0 and below 1, got " + share);
    }
    long count = Math.max(2, Math.round(share * people.people().size()));
    return people.people().stream()
        .map(Person::name)
        .sorted(Comparator.comparingLong(HeldOutPeople::scattered).thenComparing(name -> name))
        .limit(count)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static long scattered(String name) {
    return new SplittableRandom(name.hashCode()).nextLong();
  }

  /**
   * Pairs of one person and as many of two, all in fold 1.
   *
   * @param most pairs of each kind
   * @throws DatasetException when there is no pair of both kinds
   */
  public static List<FacePair> pairs(FaceFolder people, int most) {
    Random random = new Random(SEED);
    List<FacePair> same = same(people.people(), most, random);
    List<FacePair> different = different(people.people(), same.size(), random);
    if (same.isEmpty() || different.isEmpty()) {
      throw new DatasetException(
          "The people held out of '"
              + people.root()
              + "' are "
              + people.people().size()
              + " with "
              + people.imageCount()
              + " images: measuring needs two people, one of them with two images. Hold out a"
              + " larger share");
    }
    List<FacePair> pairs = new ArrayList<>(same);
    pairs.addAll(different);
    return pairs;
  }

  private static List<FacePair> same(List<Person> people, int most, Random random) {
    List<List<FacePair>> ofEach = new ArrayList<>();
    for (Person person : people) {
      List<FacePair> own = new ArrayList<>();
      List<Path> images = person.images();
      for (int i = 0; i < images.size(); i++) {
        for (int k = i + 1; k < images.size(); k++) {
          own.add(new FacePair(FOLD, PairKind.SAME, images.get(i), images.get(k)));
        }
      }
      Collections.shuffle(own, random);
      ofEach.add(own);
    }
    List<FacePair> chosen = new ArrayList<>();
    int before = -1;
    for (int turn = 0; chosen.size() < most && chosen.size() > before; turn++) {
      before = chosen.size();
      for (List<FacePair> own : ofEach) {
        if (turn < own.size() && chosen.size() < most) {
          chosen.add(own.get(turn));
        }
      }
    }
    return chosen;
  }

  /** Drawn until there are enough; where few exist at all, those that were met. */
  private static List<FacePair> different(List<Person> people, int count, Random random) {
    Set<FacePair> chosen = new LinkedHashSet<>();
    int attempts = people.size() < 2 ? 0 : 20 * count;
    for (int i = 0; i < attempts && chosen.size() < count; i++) {
      int one = i % people.size();
      int two = (one + 1 + random.nextInt(people.size() - 1)) % people.size();
      Person first = people.get(Math.min(one, two));
      Person second = people.get(Math.max(one, two));
      chosen.add(new FacePair(FOLD, PairKind.DIFFERENT, draw(first, random), draw(second, random)));
    }
    return new ArrayList<>(chosen);
  }

  private static Path draw(Person person, Random random) {
    return person.images().get(random.nextInt(person.images().size()));
  }
}
