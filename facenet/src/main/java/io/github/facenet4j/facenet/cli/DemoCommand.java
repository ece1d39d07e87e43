package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.demo.Demo;
import io.github.facenet4j.facenet.demo.DemoListener;
import io.github.facenet4j.facenet.demo.DemoPlan;
import io.github.facenet4j.facenet.demo.DemoReport;
import io.github.facenet4j.facenet.demo.DemoResult;
import io.github.facenet4j.facenet.eval.VerificationResult;
import io.github.facenet4j.facenet.run.RunRecord;
import io.github.facenet4j.facenet.train.Budget;
import io.github.facenet4j.facenet.train.RunMetrics;
import io.github.facenet4j.facenet.train.StepReport;
import io.github.facenet4j.facenet.train.TrainingRun;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.DeviceMemory;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** FaceNet in a few minutes, on invented people. */
@Command(
    name = "demo",
    description =
        "Draw people who do not exist, train a small FaceNet on them from scratch, test it on"
            + " others and write a report. Needs no data. Ctrl-C ends the training early.")
final class DemoCommand extends Verb {
  @Mixin private DeviceOption device;
  @Mixin private Progress progress;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder of the report and the weights; made if it is missing; default ${DEFAULT-VALUE}.")
  private Path out = Path.of("facenet-demo");

  @Option(
      names = "--seconds",
      description = "Time for the training; default ${DEFAULT-VALUE}, at most 86400.")
  private double seconds = 150;

  @Option(
      names = "--steps",
      description = "Train so many steps however long they take: the same seed gives the same run.")
  private Long steps;

  @Option(
      names = "--people",
      description = "Invented people to train on; default ${DEFAULT-VALUE}.")
  private int people = 1000;

  @Option(
      names = "--held-out",
      description = "Other people to test on, at least 20; default ${DEFAULT-VALUE}.")
  private int heldOut = 100;

  @Option(
      names = "--seed",
      description = "Decides people, pictures, weights and batches; default ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  protected void run() throws IOException {
    if (!(seconds > 0 && seconds <= 86_400)) {
      throw usage("--seconds needs a time from above 0 to 86400, got " + seconds);
    }
    if (steps != null && steps < 1) {
      throw usage("--steps needs at least 1, got " + steps);
    }
    Budget budget =
        steps == null
            ? Budget.time(Duration.ofMillis((long) Math.ceil(1000 * seconds)))
            : Budget.steps(steps);
    if (people < 2 || heldOut < 20) {
      throw usage("--people needs at least 2 and --held-out 20, got " + people + " and " + heldOut);
    }
    DemoPlan plan = DemoPlan.standard(seed, people, heldOut, budget);
    Path report = out.resolve(RunJournal.REPORT);
    if (Files.isDirectory(report)) {
      throw new FileSystemException(
          out.toString(),
          null,
          "has a folder called " + RunJournal.REPORT + "; give another --out");
    }
    // An earlier demo in the folder is replaced; a training run, which has a report too, is not.
    boolean isDemo = Files.isRegularFile(report) && RunRecord.find(out).isEmpty();
    try (RunFolder folder = RunFolder.open(out, isDemo);
        Backend backend = device.open(this);
        RunMetrics metrics = new RunMetrics(folder.root(), 0);
        StopOnInterrupt interrupt = new StopOnInterrupt(this);
        Talk talk = new Talk(metrics, backend.memory(), interrupt)) {
      DemoResult result = new Demo(plan, backend, talk).run(out.resolve(TrainingRun.MODEL));
      ZonedDateTime finished = ZonedDateTime.now().truncatedTo(ChronoUnit.SECONDS);
      DemoReport.of(result, finished).write(report);
      print(result, report);
    }
  }

  private void print(DemoResult result, Path report) {
    if (json) {
      out().println(Json.of(fields(result, report)));
      return;
    }
    line("trained", result.trained());
    line("untrained", result.untrained());
    line("raw pixels", result.rawPixels());
    out()
        .printf(
            Locale.ROOT,
            "%d steps in %.1f s on %s (%s), %.0f images/s%n",
            result.steps(),
            result.trainingSeconds(),
            result.device().id(),
            result.device().name(),
            result.imagesPerSecond());
    out().println("report " + report.toAbsolutePath());
  }

  private void line(String name, DemoResult.Score score) {
    VerificationResult figures = score.result();
    out()
        .printf(
            Locale.ROOT,
            "%-11s accuracy %.4f ± %.4f (standard error), AUC %.4f, EER %.4f%n",
            name,
            figures.accuracy(),
            figures.accuracyStandardError(),
            figures.auc(),
            figures.eer());
  }

  private static Map<String, Object> fields(DemoResult result, Path report) {
    Map<String, Object> fields = new LinkedHashMap<>(fields(result.trained().result()));
    fields.put("pairs", result.pairs().size());
    fields.put("untrained", fields(result.untrained().result()));
    fields.put("rawPixels", fields(result.rawPixels().result()));
    fields.put("people", result.plan().people());
    fields.put("heldOutPeople", result.plan().heldOut());
    fields.put("steps", result.steps());
    fields.put("trainingSeconds", result.trainingSeconds());
    fields.put("imagesPerSecond", result.imagesPerSecond());
    fields.put("architecture", result.network().architecture());
    fields.put("device", result.device().id());
    fields.put("seed", result.plan().seed());
    fields.put("report", report.toString());
    return fields;
  }

  private static Map<String, Object> fields(VerificationResult figures) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("accuracy", figures.accuracy());
    fields.put("accuracyStd", figures.accuracyStd());
    fields.put("accuracyStandardError", figures.accuracyStandardError());
    fields.put("threshold", figures.threshold());
    fields.put("valAtFar", figures.valAtFar());
    fields.put("far", figures.far());
    fields.put("auc", figures.auc());
    fields.put("eer", figures.eer());
    return fields;
  }

  /** Says on standard error how it goes; the numbers of every step go to metrics.csv. */
  private final class Talk implements DemoListener, AutoCloseable {
    private final RunMetrics metrics;
    private final DeviceMemory memory;
    private final StopOnInterrupt interrupt;
    private TrainingLog log;

    Talk(RunMetrics metrics, DeviceMemory memory, StopOnInterrupt interrupt) {
      this.metrics = metrics;
      this.memory = memory;
      this.interrupt = interrupt;
    }

    @Override
    public void begins(String what) {
      close();
      say("facenet: " + what);
    }

    @Override
    public void stepped(StepReport step, double share) {
      if (log == null) {
        log =
            new TrainingLog(
                DemoCommand.this, progress, metrics, memory, done -> Optional.empty(), false);
      }
      log.stepped(step, share);
    }

    @Override
    public boolean isStopAsked() {
      return interrupt.isAsked();
    }

    @Override
    public void close() {
      if (log != null) {
        log.close();
        log = null;
      }
    }
  }
}
