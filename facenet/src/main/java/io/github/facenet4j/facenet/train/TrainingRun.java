package io.github.facenet4j.facenet.train;

import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.tensor.io.WeightsFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
  private final CheckpointPolicy policy;
  private final ModelMetadata metadata;
  private final CheckpointFolder checkpoints;
  private Duration before = Duration.ZERO;
  private long saved = -1; // step of the newest good checkpoint
  private long written = -1; // step of the checkpoint and the model that this process wrote last

  /**
   * A run that writes into a folder, which must exist.
   *
   * @param metadata words for the weights file, provenance above all
   */
  public TrainingRun(
      Trainer trainer,
      Budget budget,
      Path folder,
      CheckpointPolicy policy,
      ModelMetadata metadata) {
    this.trainer = trainer;
    this.budget = budget;
    this.folder = folder;
    this.checkpoints = new CheckpointFolder(folder);
    this.policy = policy;
    this.metadata = metadata;
  }

  /** Whether a folder holds weights or checkpoints of a run. */
  public static boolean isIn(Path folder) throws IOException {
    return Files.exists(folder.resolve(MODEL)) || !new CheckpointFolder(folder).list().isEmpty();
  }

  /** The network to use as it is now, with the words that travel with it. */
  public Model model() {
    return new Model(
        trainer.result(), metadata.with("training.steps", Long.toString(trainer.steps())));
  }

  /** Where the weights are after {@link #run}. */
  public Path modelFile() {
    return folder.resolve(MODEL);
  }

  /**
   * Goes back to the newest checkpoint that can be read. Newer ones that cannot are renamed to end
   * in {@code .damaged}.
   *
   * @param damaged hears of each of those, in one line
   * @return the step that was restored, 0 when there is no checkpoint yet
   * @throws ResumeException when the checkpoint is of another run, or all are damaged; nothing is
   *     renamed then
   */
  public long resume(Consumer<String> damaged) throws IOException {
    List<Path> unusable = new ArrayList<>();
    for (Path file : checkpoints.list()) {
      try {
        before = Checkpoint.read(file, trainer);
        saved = trainer.steps();
        for (Path newer : unusable) {
          checkpoints.setAside(newer);
        }
        return saved;
      } catch (WeightsFormatException broken) {
        damaged.accept(broken.getMessage() + " Trying the checkpoint before it.");
        unusable.add(file);
      }
    }
    if (!unusable.isEmpty()) {
      throw new ResumeException(
          "No checkpoint in "
              + folder
              + " can be read ("
              + unusable.size()
              + " tried). Start a new run in another folder.");
    }
    return 0;
  }

  /**
   * Trains. However it ends, by budget, stop or failure, the last written checkpoint can be loaded;
   * when it ends by budget or stop, that is the last step's.
   *
   * @param stop asked before every step
   * @throws TrainingFailedException when the embeddings collapsed or the loss is no number
   * @throws IOException when a file cannot be written; both messages say which step's checkpoint is
   *     safe
   */
  public void run(TrainingListener listener, BooleanSupplier stop) throws IOException {
    long start = System.nanoTime();
    try {
      while (trainer.steps() < budget.steps() && !stop.getAsBoolean()) {
        double progress = budget.progress(trainer.steps(), elapsed(start));
        if (progress >= 1) {
          break;
        }
        StepReport report = trainer.step(progress);
        listener.stepped(report, budget.progress(trainer.steps(), elapsed(start)));
        // Amid what may become a collapse, the checkpoint before is the better one.
        if (report.step() % policy.everySteps() == 0 && trainer.isSound()) {
          save(listener, elapsed(start));
        }
      }
      if (written != trainer.steps()) {
        save(listener, elapsed(start));
      }
    } catch (TrainingFailedException failure) {
      throw new TrainingFailedException(sentence(failure) + " " + whatIsSafe());
    } catch (IOException failure) {
      throw new IOException(sentence(failure) + " " + whatIsSafe(), failure);
    } catch (UncheckedIOException failure) {
      throw new IOException(sentence(failure.getCause()) + " " + whatIsSafe(), failure);
    }
  }

  private static String sentence(Exception failure) {
    String message = failure.getMessage();
    if (failure instanceof FileSystemException file && file.getReason() == null) {
      // The message of these is a bare path, their class says what is wrong.
      message += " cannot be written or removed (" + failure.getClass().getSimpleName() + ")";
    }
    return message.endsWith(".") ? message : message + ".";
  }

  private String whatIsSafe() {
    return saved < 0
        ? "Nothing had been saved yet."
        : "The checkpoint of step " + saved + " is intact.";
  }

  private Duration elapsed(long start) {
    return before.plusNanos(System.nanoTime() - start);
  }

  private void save(TrainingListener listener, Duration elapsed) throws IOException {
    Path file = checkpoints.file(trainer.steps());
    listener.saving();
    Checkpoint.write(file, trainer, elapsed);
    saved = trainer.steps();
    model().save(modelFile());
    written = saved;
    checkpoints.keepNewest(policy.keep());
    listener.saved(file, saved);
  }
}
