package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.data.ArrayFaces;
import io.github.facenet4j.facenet.data.FaceCache;
import io.github.facenet4j.facenet.data.FaceFolder;
import io.github.facenet4j.facenet.data.LabeledFaces;
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
import java.util.stream.Collectors;

/** The people that a network is trained on: LFW without some folds, or a folder of crops. */
final class TrainingData {
  private final FaceFolder people;
  private final Optional<LfwDataset> lfw;
  private final int[] excludedFolds;

  private TrainingData(FaceFolder people, Optional<LfwDataset> lfw, int[] excludedFolds) {
    this.people = people;
    this.lfw = lfw;
    this.excludedFolds = excludedFolds;
  }

  /**
   * Lists the people; no image is opened.
   *
   * @param excludedFolds folds of LFW's View 2 whose people are left out; empty for other data
   * @throws io.github.facenet4j.facenet.data.DatasetException when the folder or a fold is missing
   */
  static TrainingData open(Path root, int... excludedFolds) {
    if (!LfwDataset.looksLikeLfw(root)) {
      return new TrainingData(FaceFolder.open(root), Optional.empty(), excludedFolds);
    }
    LfwDataset lfw = LfwDataset.open(root);
    FaceFolder people = lfw.people().without(lfw.peopleOfFolds(excludedFolds));
    return new TrainingData(people, Optional.of(lfw), excludedFolds);
  }

  /** Checks before anything is decoded that batches of so many people can be drawn. */
  TrainingData requirePeople(int perBatch) {
    people.requireTriplets(perBatch, 2);
    return this;
  }

  /** Decodes all faces. */
  LabeledFaces load(InputSpec input, Augmentation strongest, Verb verb, Progress progress) {
    if (lfw.isEmpty()) {
      return crops(AlignedFaces.alreadyAligned(input.width(), input.height()));
    }
    try (Progress.Bar bar = progress.start(verb, "load", people.imageCount())) {
      return FaceCache.load(
          people,
          lfw.get().landmarks(),
          input.faceTemplate(),
          strongest,
          FaceCache.defaultMaxBytes(),
          (done, total) -> bar.add(1));
    }
  }

  private LabeledFaces crops(AlignedFaces source) {
    List<Path> files = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Person person : people.people()) {
      files.addAll(person.images());
      person.images().forEach(image -> names.add(person.name()));
    }
    List<RgbImage> crops = source.crops(files);
    return new ArrayFaces(crops, names);
  }

  /** The pairs of the first excluded fold, where there is one: nobody in them is trained on. */
  Optional<HeldOutThreshold> heldOut() {
    return lfw.filter(dataset -> excludedFolds.length > 0)
        .map(dataset -> HeldOutThreshold.of(dataset, excludedFolds[0]));
  }

  /** What the weights file says about its training data. */
  ModelMetadata provenance() {
    Path root = lfw.map(LfwDataset::root).orElse(people.root());
    String folds =
        Arrays.stream(excludedFolds).mapToObj(Integer::toString).collect(Collectors.joining(","));
    return ModelMetadata.empty()
        .with("training.data", root.toAbsolutePath().normalize().getFileName().toString())
        .with("training.faces", Integer.toString(people.imageCount()))
        .with("training.people", Integer.toString(people.people().size()))
        .with("training.excludedFolds", folds);
  }
}
