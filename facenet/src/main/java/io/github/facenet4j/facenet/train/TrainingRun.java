package io.github.facenet4j.facenet.train;

import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.tensor.io.WeightsFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A whole run: steps until the budget ends or a stop is asked for, with checkpoints on the way and
 * {@code model.safetensors}, the weights alone, beside each of them.
 */
public final class TrainingRun {
  /** Name of the weights file in the run's folder. */
  public static final String MODEL = "model.safetensors";

  private final Trainer trainer;
  private final Budget budget;
  private final Path folder;
  private final int checkpointEvery;
  private final int keep;
  private final ModelMetadata metadata;
  private Duration before = Duration.ZERO;

  /**
   * A run that writes into a folder, which must exist.
   *
   * @param checkpointEvery steps between two checkpoints
   * @param keep newest checkpoints that are kept, at least 1
   * @param metadata words for the weights file, provenance above all
   */
  public TrainingRun(
      Trainer trainer,
      Budget budget,
      Path folder,
      int checkpointEvery,
      int keep,
      ModelMetadata metadata) {
    if (checkpointEvery < 1 || keep < 1) {
      throw new IllegalArgumentException(
          "Checkpoints are written every 1 or more steps and 1 or more are kept; got every "
              + checkpointEvery
              + ", keep "
              + keep);
    }
    this.trainer = trainer;
    this.budget = budget;
    this.folder = folder;
    this.checkpointEvery = checkpointEvery;
    this.keep = keep;
    this.metadata = metadata;
  }

  /** The network as it is now, with the words that travel with it. */
  public Model model() {
    return new Model(
        trainer.network(), metadata.with("training.steps", Long.toString(trainer.steps())));
  }

  /** Where the weights are after {@link #run}. */
  public Path modelFile() {
    return folder.resolve(MODEL);
  }

  /**
   * Goes back to the newest checkpoint that can be read.
   *
   * @param damaged hears of each newer one that cannot
   * @return the step that was restored, 0 when there is no checkpoint
   */
  public long resume(Consumer<String> damaged) throws IOException {
    for (Path file : Checkpoint.list(folder)) {
      try {
        before = Checkpoint.read(file, trainer);
        return trainer.steps();
      } catch (WeightsFormatException unusable) {
        damaged.accept(unusable.getMessage());
      }
    }
    return 0;
  }

  /**
   * Trains. However it ends, by budget, stop or failure, the last written checkpoint can be loaded;
   * when it ends by budget or stop, that is the last step's.
   *
   * @param stop asked before every step
   * @throws TrainingFailedException when the embeddings collapsed or the loss is no number
   */
  public void run(TrainingListener listener, BooleanSupplier stop) throws IOException {
    long start = System.nanoTime();
    while (trainer.steps() < budget.steps() && !stop.getAsBoolean()) {
      double progress = budget.progress(trainer.steps(), elapsed(start));
      if (progress >= 1) {
        break;
      }
      StepReport report = trainer.step(progress);
      listener.stepped(report, budget.progress(trainer.steps(), elapsed(start)));
      if (report.step() % checkpointEvery == 0) {
        save(listener, elapsed(start));
      }
    }
    save(listener, elapsed(start));
  }

  private Duration elapsed(long start) {
    return before.plusNanos(System.nanoTime() - start);
  }

  private void save(TrainingListener listener, Duration elapsed) throws IOException {
    Path file = Checkpoint.file(folder, trainer.steps());
    Checkpoint.write(file, trainer, elapsed);
    model().save(modelFile());
    List<Path> all = Checkpoint.list(folder);
    for (Path old : all.subList(Math.min(keep, all.size()), all.size())) {
      Files.deleteIfExists(old);
    }
    listener.saved(file, trainer.steps());
  }
}
