package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.data.LabeledFaces;
import io.github.facenet4j.facenet.data.LfwDataset;
import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.facenet.train.Budget;
import io.github.facenet4j.facenet.train.CheckpointPolicy;
import io.github.facenet4j.facenet.train.RunMetrics;
import io.github.facenet4j.facenet.train.Trainer;
import io.github.facenet4j.facenet.train.TrainingConfig;
import io.github.facenet4j.facenet.train.TrainingRun;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.DeviceMemoryException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
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
  protected void run() throws IOException {
    Network network = Network.of(Architectures.named(architecture));
    TrainingConfig config = training.config();
    Budget budget = training.budget(this);
    CheckpointPolicy checkpoints = new CheckpointPolicy(checkpointEvery, keep);
    if (excludedFolds.length > 0 && !LfwDataset.looksLikeLfw(data)) {
      throw usage("--exclude-fold needs LFW: '" + data + "' has no images folder and pairs.txt");
    }
    TrainingData people = TrainingData.open(data, excludedFolds).requirePeople(config.people());
    Optional<HeldOutThreshold> heldOut = people.heldOut();
    try (RunFolder folder = RunFolder.open(out, resume);
        Backend backend = device.open(this)) {
      LabeledFaces faces = people.load(network.input(), config.augmentation(), this, progress);
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
      try (Trainer trainer = new Trainer(network, backend, faces, config)) {
        TrainingRun run =
            new TrainingRun(
                trainer, budget, folder.root(), checkpoints, provenance(people, config));
        if (train(run, trainer, folder, backend)) {
          calibrate(heldOut, run, backend);
          say("facenet: " + trainer.steps() + " steps done, weights in " + run.modelFile());
        }
      } catch (DeviceMemoryException full) {
        throw new DeviceMemoryException(
            full.getMessage()
                + " A batch is --people "
                + config.people()
                + " times --faces "
                + config.faces()
                + ".",
            full);
      }
    }
  }

  /** Trains to the end of the budget (true) or until it is interrupted (false). */
  private boolean train(TrainingRun run, Trainer trainer, RunFolder folder, Backend backend)
      throws IOException {
    if (resume) {
      long step = run.resume(damaged -> say("facenet: " + damaged));
      say("facenet: " + (step == 0 ? "no checkpoint yet, starting" : "resumed at step " + step));
    }
    try (StopOnInterrupt interrupt = new StopOnInterrupt(this)) {
      try (RunMetrics metrics = new RunMetrics(folder.root(), trainer.steps());
          TrainingLog log = new TrainingLog(this, progress, metrics, backend.memory(), json)) {
        run.run(log, interrupt::isAsked);
      }
      if (interrupt.isAsked()) {
        say(
            "facenet: interrupted after step "
                + trainer.steps()
                + "; go on with --resume, or use "
                + run.modelFile()
                + " as it is");
      }
      return !interrupt.isAsked();
    }
  }

  private ModelMetadata provenance(TrainingData people, TrainingConfig config) {
    String options =
        config.options().entrySet().stream()
            .map(option -> "--" + option.getKey() + " " + option.getValue())
            .collect(Collectors.joining(" "));
    return people
        .provenance()
        .with("training.options", options)
        .with("training.program", "facenet4j");
  }

  private void calibrate(Optional<HeldOutThreshold> heldOut, TrainingRun run, Backend backend)
      throws IOException {
    if (heldOut.isEmpty()) {
      say(
          "facenet: no threshold is stored, because everybody was trained on (a threshold from"
              + " trained people is far too tight); use --exclude-fold to hold people out");
      return;
    }
    heldOut.get().calibrate(run.model(), backend, this, progress).save(run.modelFile());
  }
}
