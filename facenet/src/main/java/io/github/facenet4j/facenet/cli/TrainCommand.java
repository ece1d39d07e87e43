package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.EmbeddingPipeline.Views;
import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.data.ArrayFaces;
import io.github.facenet4j.facenet.data.FaceCache;
import io.github.facenet4j.facenet.data.FaceFolder;
import io.github.facenet4j.facenet.data.FacePair;
import io.github.facenet4j.facenet.data.LabeledFaces;
import io.github.facenet4j.facenet.data.LfwDataset;
import io.github.facenet4j.facenet.data.LoadProgress;
import io.github.facenet4j.facenet.data.Person;
import io.github.facenet4j.facenet.eval.PairDistances;
import io.github.facenet4j.facenet.eval.ThresholdCalibration;
import io.github.facenet4j.facenet.eval.ThresholdResult;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.net.Calibration;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.facenet.train.Budget;
import io.github.facenet4j.facenet.train.Trainer;
import io.github.facenet4j.facenet.train.TrainingRun;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a network from scratch with the triplet loss. */
@Command(
    name = "train",
    description =
        "Train a network with the triplet loss. The run's folder receives model.safetensors,"
            + " checkpoints and metrics.csv; Ctrl-C ends the run after the current step.")
final class TrainCommand extends Verb {
  private static final int CALIBRATION_BATCH = 32;

  @Mixin private DeviceOption device;
  @Mixin private TrainingOptions training;
  @Mixin private Progress progress;

  @Option(
      names = "--arch",
      required = true,
      paramLabel = "ARCH",
      description = "Architecture, such as nn4.small2.")
  private String architecture;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "LFW, or a folder of aligned crops with one sub-folder per person.")
  private Path data;

  @Option(
      names = "--exclude-fold",
      split = ",",
      paramLabel = "N",
      description =
          "Folds of LFW's View 2 whose people are not trained on; the threshold in the weights"
              + " file is chosen on the pairs of the first.")
  private int[] excludedFolds = {};

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The run's folder; made if it is missing.")
  private Path out;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "STEPS",
      description = "Steps between two checkpoints; default ${DEFAULT-VALUE}.")
  private int checkpointEvery = 100;

  @Option(
      names = "--keep",
      paramLabel = "N",
      description = "Newest checkpoints that are kept; default ${DEFAULT-VALUE}.")
  private int keep = 2;

  @Option(names = "--resume", description = "Go on from the newest checkpoint in --out, if any.")
  private boolean resume;

  @Option(names = "--json", description = "Print one JSON object for each step.")
  private boolean json;

  @Override
  void run() throws IOException {
    Network network = Network.of(Architectures.named(architecture));
    Budget budget = training.budget(this);
    RunFolder folder = RunFolder.open(out, resume);
    try (Backend backend = device.open(this)) {
      LabeledFaces faces = load(network);
      say(
          "facenet: training "
              + network.architecture()
              + " on "
              + backend.device().id()
              + " with "
              + faces.size()
              + " faces of "
              + faces.identities()
              + " people");
      try (Trainer trainer = new Trainer(network, backend, faces, training.config());
          StopOnInterrupt interrupt = new StopOnInterrupt()) {
        TrainingRun run =
            new TrainingRun(trainer, budget, out, checkpointEvery, keep, metadata(faces));
        if (resume) {
          long step = run.resume(this::say);
          say(
              "facenet: "
                  + (step == 0 ? "no checkpoint yet, starting" : "resumed at step " + step));
        }
        try (TrainingLog log = new TrainingLog(this, progress, folder.metrics(), json)) {
          run.run(log, interrupt::isAsked);
        }
        if (!interrupt.isAsked()) {
          calibrate(run.model(), backend).save(run.modelFile());
        }
        say("facenet: " + trainer.steps() + " steps done, weights in " + run.modelFile());
      }
    }
  }

  private LabeledFaces load(Network network) {
    if (LfwDataset.looksLikeLfw(data)) {
      LfwDataset lfw = LfwDataset.open(data);
      FaceFolder people = lfw.people().without(lfw.peopleOfFolds(excludedFolds));
      people.requireTriplets(2, 2);
      try (Progress.Bar bar = progress.start(this, "load", people.imageCount())) {
        LoadProgress loading = (done, total) -> bar.add(1);
        long limit = Runtime.getRuntime().maxMemory() / 4;
        return FaceCache.load(
            people,
            lfw.landmarks(),
            network.input().faceTemplate(),
            training.augmentation(),
            limit,
            loading);
      }
    }
    if (excludedFolds.length > 0) {
      throw usage("--exclude-fold needs LFW: '" + data + "' has no images folder and pairs.txt");
    }
    FaceFolder people = FaceFolder.open(data).requireTriplets(2, 2);
    List<Path> files = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Person person : people.people()) {
      files.addAll(person.images());
      person.images().forEach(image -> names.add(person.name()));
    }
    List<RgbImage> crops =
        AlignedFaces.alreadyAligned(network.input().width(), network.input().height()).crops(files);
    return new ArrayFaces(crops, names);
  }

  private ModelMetadata metadata(LabeledFaces faces) {
    return ModelMetadata.empty()
        .with("training.data", data.getFileName() + " (" + faces.size() + " faces)")
        .with("training.people", Integer.toString(faces.identities()))
        .with("training.excludedFolds", folds())
        .with("training.config", training.config().toString())
        .with("training.program", "facenet4j");
  }

  private String folds() {
    return Arrays.stream(excludedFolds)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(","));
  }

  /** The model with a threshold chosen on people it never saw; without such people, as it is. */
  private Model calibrate(Model model, Backend backend) throws IOException {
    if (excludedFolds.length == 0) {
      say(
          "facenet: no threshold is stored, because everybody was trained on (a threshold from"
              + " trained people is far too tight); use --exclude-fold to hold people out");
      return model;
    }
    LfwDataset lfw = LfwDataset.open(data);
    int fold = excludedFolds[0];
    List<FacePair> pairs = lfw.pairs().stream().filter(pair -> pair.fold() == fold).toList();
    PairDistances distances;
    try (MemoryScope scope = MemoryScope.root(backend, "calibrate")) {
      distances =
          new PairEmbedder(this, progress, lfw.landmarks(), pairs)
              .through(
                  "calibrate",
                  model.network().forInference(scope),
                  scope,
                  CALIBRATION_BATCH,
                  Views.CROP)
              .pairs();
    }
    double threshold = ThresholdCalibration.bestAccuracy(distances);
    double far = ThresholdResult.of(distances, threshold).falseAcceptRate();
    String how =
        "best accuracy on the "
            + distances.size()
            + " pairs of LFW View 2 fold "
            + fold
            + ", whose people were not trained on";
    return new Model(model.network(), model.metadata().with(new Calibration(threshold, far, how)));
  }
}
