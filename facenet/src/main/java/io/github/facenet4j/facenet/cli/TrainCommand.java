package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.data.LabeledFaces;
import io.github.facenet4j.facenet.data.LfwDataset;
import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.net.Network;
import io.github.facenet4j.facenet.run.RunRecord;
import io.github.facenet4j.facenet.train.Budget;
import io.github.facenet4j.facenet.train.CheckpointPolicy;
import io.github.facenet4j.facenet.train.HeldOutScore;
import io.github.facenet4j.facenet.train.LossScaling;
import io.github.facenet4j.facenet.train.RunMetrics;
import io.github.facenet4j.facenet.train.Trainer;
import io.github.facenet4j.facenet.train.TrainingConfig;
import io.github.facenet4j.facenet.train.TrainingFailedException;
import io.github.facenet4j.facenet.train.TrainingRun;
import io.github.facenet4j.nn.MicroBatches;
import io.github.facenet4j.nn.Parameter;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.DeviceMemoryException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a network with the triplet loss or the supervised contrastive loss. */
@Command(
    name = "train",
    description =
        "Train a network to tell people apart. The run's folder receives model.safetensors,"
            + " checkpoints, metrics.csv and report.html; Ctrl-C ends the run after the current"
            + " step.")
final class TrainCommand extends Verb {
  @Mixin private DeviceOption device;
  @Mixin private TrainingOptions training;
  @Mixin private Progress progress;

  @Option(
      names = "--recipe",
      paramLabel = "NAME|FILE",
      description =
          "Options from a file, or of a recipe that comes with the program: lfw-best, lfw-narrow,"
              + " lfw-triplet, lfw-triplet-fine-tuning. Options given here win.")
  private String recipe;

  @Option(
      names = "--init",
      paramLabel = "FILE",
      description = "Start from these weights of the same architecture, not from random ones.")
  private Path initial;

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description = "Architecture, such as nn4.small2; needed unless a recipe says it.")
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
      names = "--held-out",
      paramLabel = "SHARE",
      description =
          "Of a folder of crops: share of the people who are not trained on; the threshold in the"
              + " weights file is chosen on pairs of them.")
  private double heldOutShare;

  @Option(
      names = "--most-faces",
      paramLabel = "N",
      description =
          "Train on no more than so many faces: of people drawn by their names, each with all of"
              + " theirs.")
  private Integer mostFaces;

  @Option(
      names = "--evaluate-every",
      paramLabel = "STEPS",
      description =
          "Measure the held-out people during the run (--exclude-fold or --held-out); the time it"
              + " takes is part of --minutes.")
  private Integer evaluateEvery;

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
    if (recipe != null) {
      follow(recipe);
    }
    if (architecture == null) {
      throw usage("Missing required option: '--arch=ARCH'");
    }
    Network network = Network.of(Architectures.named(architecture));
    TrainingConfig config = training.config();
    Budget budget = training.budget(this);
    CheckpointPolicy checkpoints = new CheckpointPolicy(checkpointEvery, keep);
    TrainingData people = limited(people()).requirePeople(config.people());
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
      sayParts(network, config);
      LossScaling scaling = training.lossScaling(backend.precision());
      try (Trainer trainer = new Trainer(network, backend, faces, config, scaling)) {
        if (initial != null) {
          trainer.startFrom(initial);
        }
        TrainingRun run =
            new TrainingRun(
                trainer, budget, folder.root(), checkpoints, provenance(people, trainer));
        RunJournal journal = new RunJournal(folder.root(), people, backend, this);
        train(run, trainer, journal, backend);
      } catch (DeviceMemoryException full) {
        throw new DeviceMemoryException(
            full.getMessage()
                + " A batch is --people "
                + config.people()
                + " times --faces "
                + config.faces()
                + ", of which --micro-batch "
                + config.microBatch()
                + " are in memory at a time; 'facenet plan' states what a step takes.",
            full);
      }
    }
  }

  private TrainingData limited(TrainingData people) {
    return mostFaces == null ? people : people.atMost(mostFaces);
  }

  private TrainingData people() {
    boolean isLfw = LfwDataset.looksLikeLfw(data);
    if (excludedFolds.length > 0 && !isLfw) {
      throw usage("--exclude-fold needs LFW: '" + data + "' has no images folder and pairs.txt");
    }
    if (heldOutShare != 0 && isLfw) {
      throw usage("--held-out is for folders of crops; hold out folds of LFW with --exclude-fold");
    }
    if (evaluateEvery != null && evaluateEvery < 1) {
      throw usage("--evaluate-every needs at least 1 step, got " + evaluateEvery);
    }
    if (evaluateEvery != null && excludedFolds.length == 0 && heldOutShare == 0) {
      throw usage("--evaluate-every needs people to measure: --exclude-fold or --held-out");
    }
    return isLfw
        ? TrainingData.ofLfw(data, excludedFolds)
        : TrainingData.ofCrops(data, heldOutShare);
  }

  /** Says when and how a batch is cut, because batch norms then see less than the batch. */
  private void sayParts(Network network, TrainingConfig config) {
    MicroBatches parts = MicroBatches.of(config.batchSize(), config.microBatch());
    if (parts.count() == 1) {
      return;
    }
    boolean statistics =
        network.parameters().stream()
            .anyMatch(parameter -> parameter.role() == Parameter.Role.STATISTIC);
    say(
        "facenet: a batch of "
            + config.batchSize()
            + " faces takes two passes over "
            + parts.count()
            + " parts of at most "
            + parts.size(0)
            + " (--micro-batch "
            + config.microBatch()
            + ")"
            + (statistics ? "; batch norms normalise a part at a time" : ""));
  }

  /** Trains to the end of the budget or until it is interrupted, and says how that went. */
  private void train(TrainingRun run, Trainer trainer, RunJournal journal, Backend backend)
      throws IOException {
    if (resume) {
      long step = run.resume(damaged -> say("facenet: " + damaged));
      say("facenet: " + (step == 0 ? "no checkpoint yet, starting" : "resumed at step " + step));
    }
    // Not before: a run that may not be resumed keeps its record.
    journal.begin(configuration(trainer, backend));
    try (StopOnInterrupt interrupt = new StopOnInterrupt(this)) {
      try (RunMetrics metrics = new RunMetrics(out, trainer.steps());
          TrainingLog log =
              new TrainingLog(
                  this,
                  progress,
                  metrics,
                  backend.memory(),
                  step -> examine(run, step, journal),
                  json)) {
        run.run(log, interrupt::isAsked);
      } catch (TrainingFailedException failure) {
        try {
          journal.end(failure.getMessage(), run.model());
        } catch (IOException | RuntimeException noPage) {
          failure.addSuppressed(noPage);
        }
        throw failure;
      }
      if (interrupt.isAsked()) {
        String how = "interrupted after step " + trainer.steps();
        journal.end("The run was " + how + ".", run.model());
        say("facenet: " + how + "; go on with --resume, or use " + run.modelFile() + " as it is");
        return;
      }
    }
    calibrate(run, trainer.steps(), journal);
    journal
        .end("The run ended after step " + trainer.steps() + ", as asked.", run.model())
        .ifPresent(page -> say("facenet: report in " + page));
    say("facenet: " + trainer.steps() + " steps done, weights in " + run.modelFile());
  }

  private Optional<HeldOutScore> examine(TrainingRun run, long step, RunJournal journal) {
    return evaluateEvery == null || step % evaluateEvery != 0
        ? Optional.empty()
        : journal.examine(run.model(), step, Progress.hidden());
  }

  private ModelMetadata provenance(TrainingData people, Trainer trainer) {
    String options =
        trainer.config().options().entrySet().stream()
            .map(option -> "--" + option.getKey() + " " + option.getValue())
            .collect(Collectors.joining(" "));
    return people
        .provenance()
        .with("training.options", options)
        .with("training.start", trainer.start())
        .with("training.program", "facenet4j");
  }

  /** Everything that was asked, for the run's record. */
  private Map<String, String> configuration(Trainer trainer, Backend backend) {
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put(RunRecord.ARCHITECTURE, architecture);
    asked.put(RunRecord.DATA, data.toAbsolutePath().normalize().toString());
    if (excludedFolds.length > 0) {
      asked.put(
          "exclude-fold",
          Arrays.stream(excludedFolds)
              .mapToObj(Integer::toString)
              .collect(Collectors.joining(",")));
    }
    if (heldOutShare != 0) {
      asked.put("held-out", Double.toString(heldOutShare));
    }
    if (mostFaces != null) {
      asked.put("most-faces", Integer.toString(mostFaces));
    }
    asked.putAll(trainer.config().options());
    asked.put("precision", backend.precision().label());
    asked.put("loss-scale", trainer.lossScaling().toString());
    asked.putAll(training.length());
    asked.put("checkpoint-every", Integer.toString(checkpointEvery));
    asked.put("keep", Integer.toString(keep));
    if (evaluateEvery != null) {
      asked.put("evaluate-every", Integer.toString(evaluateEvery));
    }
    return asked;
  }

  private void calibrate(TrainingRun run, long step, RunJournal journal) throws IOException {
    Optional<Model> calibrated = journal.calibrated(run.model(), step, progress);
    if (calibrated.isPresent()) {
      calibrated.get().save(run.modelFile());
      return;
    }
    say(
        "facenet: no threshold is stored, because everybody was trained on (a threshold from"
            + " trained people is far too tight); use --exclude-fold or --held-out to hold people"
            + " out");
  }
}
