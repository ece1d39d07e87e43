package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.data.ArrayFaces;
import io.github.facenet4j.facenet.data.DatasetException;
import io.github.facenet4j.facenet.data.FaceCache;
import io.github.facenet4j.facenet.data.FaceFolder;
import io.github.facenet4j.facenet.data.FacePair;
import io.github.facenet4j.facenet.data.HeldOutPeople;
import io.github.facenet4j.facenet.data.LabeledFaces;
import io.github.facenet4j.facenet.data.LandmarkTable;
import io.github.facenet4j.facenet.data.LfwDataset;
import io.github.facenet4j.facenet.data.Person;
import io.github.facenet4j.facenet.image.Augmentation;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.InputSpec;
import io.github.facenet4j.facenet.net.ModelMetadata;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The people that a network is trained on, LFW without some folds or a folder of crops without some
 * people, and those who are held out.
 */
final class TrainingData {
  /** Words of the weights file: how many faces were trained on, and which folds were left out. */
  static final String FACES = "training.faces";

  static final String FOLDS = "training.excludedFolds";

  /** Pairs of each kind, of people held out of a folder. */
  private static final int PAIRS = 500;

  private final Path root;
  private final FaceFolder people;
  private final Optional<LfwDataset> lfw;
  private final int[] excludedFolds;
  private final Optional<FaceFolder> excludedPeople;
  private LandmarkTable landmarks; // of LFW, read when it is first needed

  private TrainingData(
      Path root,
      FaceFolder people,
      Optional<LfwDataset> lfw,
      int[] excludedFolds,
      Optional<FaceFolder> excludedPeople) {
    this.root = root;
    this.people = people;
    this.lfw = lfw;
    this.excludedFolds = excludedFolds;
    this.excludedPeople = excludedPeople;
  }

  /**
   * Lists the people of LFW; no image is opened.
   *
   * @param excludedFolds folds of View 2 whose people are left out
   * @throws io.github.facenet4j.facenet.data.DatasetException when the folder or a fold is missing
   */
  static TrainingData ofLfw(Path root, int... excludedFolds) {
    LfwDataset lfw = LfwDataset.open(root);
    FaceFolder people = lfw.people().without(lfw.peopleOfFolds(excludedFolds));
    return new TrainingData(root, people, Optional.of(lfw), excludedFolds, Optional.empty());
  }

  /**
   * Lists the people of a folder of crops; no image is opened.
   *
   * @param heldOut share of the people that are left out; 0 leaves out none
   * @throws io.github.facenet4j.facenet.data.DatasetException when the folder is missing
   */
  static TrainingData ofCrops(Path root, double heldOut) {
    FaceFolder people = FaceFolder.open(root);
    if (heldOut == 0) {
      return new TrainingData(root, people, Optional.empty(), new int[0], Optional.empty());
    }
    Set<String> names = HeldOutPeople.choose(people, heldOut);
    return new TrainingData(
        root, people.without(names), Optional.empty(), new int[0], Optional.of(people.only(names)));
  }

  /** The same with so many faces at most, see {@link FaceFolder#atMost}. */
  TrainingData atMost(int faces) {
    return new TrainingData(root, people.atMost(faces), lfw, excludedFolds, excludedPeople);
  }

  /** Checks before anything is decoded that batches of so many people can be drawn. */
  TrainingData requirePeople(int perBatch) {
    people.requireTriplets(perBatch, 2);
    return this;
  }

  /** Decodes all faces. */
  LabeledFaces load(InputSpec input, Augmentation strongest, Verb verb, Progress progress) {
    if (lfw.isEmpty()) {
      return inMemory(crops(input));
    }
    try (Progress.Bar bar = progress.start(verb, "load", people.imageCount())) {
      return FaceCache.load(
          people,
          landmarks(),
          input.faceTemplate(),
          strongest,
          FaceCache.defaultMaxBytes(),
          (done, total) -> bar.add(1));
    }
  }

  private LabeledFaces inMemory(AlignedFaces source) {
    List<Path> files = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Person person : people.people()) {
      files.addAll(person.images());
      person.images().forEach(image -> names.add(person.name()));
    }
    List<RgbImage> crops = source.crops(files);
    return new ArrayFaces(crops, names);
  }

  private LandmarkTable landmarks() {
    if (landmarks == null) {
      landmarks = lfw.orElseThrow().landmarks();
    }
    return landmarks;
  }

  /** Crops of images for a network. */
  AlignedFaces crops(InputSpec input) {
    if (lfw.isEmpty()) {
      return AlignedFaces.alreadyAligned(input.width(), input.height());
    }
    return AlignedFaces.located(landmarks(), input.faceTemplate());
  }

  /** The same for images as {@link #relative} names them. */
  AlignedFaces cropsBelowRoot(InputSpec input) {
    AlignedFaces crops = crops(input);
    return image -> crops.crop(root.resolve(image));
  }

  /**
   * Pairs of people who are not trained on: of the first excluded fold, or of the people left out
   * of a folder.
   */
  Optional<HeldOut> heldOut() {
    if (excludedPeople.isPresent()) {
      FaceFolder folder = excludedPeople.get();
      String who = folder.people().size() + " people held out of '" + root.getFileName() + "'";
      return Optional.of(new HeldOut(who, HeldOutPeople.pairs(folder, PAIRS), this::crops));
    }
    if (excludedFolds.length == 0) {
      return Optional.empty();
    }
    int fold = excludedFolds[0];
    List<FacePair> pairs =
        lfw.orElseThrow().pairs().stream().filter(pair -> pair.fold() == fold).toList();
    if (pairs.isEmpty()) {
      throw new DatasetException(
          "Fold " + fold + " is in people.txt but not in pairs.txt of '" + root + "'");
    }
    return Optional.of(new HeldOut("LFW View 2 fold " + fold, pairs, this::crops));
  }

  /** A pair with the places of its images below the data's folder. */
  FacePair relative(FacePair pair) {
    return new FacePair(
        pair.fold(), pair.kind(), root.relativize(pair.first()), root.relativize(pair.second()));
  }

  /** What the weights file says about its training data. */
  ModelMetadata provenance() {
    String folds =
        Arrays.stream(excludedFolds).mapToObj(Integer::toString).collect(Collectors.joining(","));
    ModelMetadata words =
        ModelMetadata.empty()
            .with("training.data", root.toAbsolutePath().normalize().getFileName().toString())
            .with(FACES, Integer.toString(people.imageCount()))
            .with("training.people", Integer.toString(people.people().size()))
            .with(FOLDS, folds);
    return excludedPeople.isEmpty()
        ? words
        : words.with(
            "training.heldOutPeople", Integer.toString(excludedPeople.get().people().size()));
  }
}
