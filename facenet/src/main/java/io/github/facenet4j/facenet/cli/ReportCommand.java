package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.data.LfwDataset;
import io.github.facenet4j.facenet.net.Architectures;
import io.github.facenet4j.facenet.report.HtmlReport;
import io.github.facenet4j.facenet.run.RunComparison;
import io.github.facenet4j.facenet.run.RunFiles;
import io.github.facenet4j.facenet.run.RunRecord;
import io.github.facenet4j.facenet.run.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Makes the page of one training run, also while it is going on, or of several beside each other.
 */
@Command(
    name = "report",
    description =
        "Write a training run as one HTML page: curves, held-out people, configuration. Several"
            + " runs are drawn on the same axes. Reads the runs' folders alone, also while they"
            + " go on.")
final class ReportCommand extends Verb {
  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "Folders that 'train --out' wrote, the most important first.")
  private List<Path> folders;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The page; default report.html in the folder of a single run.")
  private Path out;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the data of a single run is now, for pictures; default where it was.")
  private Path data;

  @Override
  protected void run() throws IOException {
    if (folders.size() > RunComparison.MOST) {
      throw usage("At most " + RunComparison.MOST + " runs fit on one page, got " + folders.size());
    }
    if (folders.size() > 1 && out == null) {
      throw usage("Say where the page of several runs goes: --out FILE");
    }
    if (folders.size() > 1 && data != null) {
      throw usage("--data goes with a single run");
    }
    List<RunFiles> runs = new ArrayList<>();
    for (Path folder : folders) {
      runs.add(RunFiles.read(folder));
    }
    Path page = out == null ? folders.get(0).resolve(RunJournal.REPORT) : out;
    HtmlReport report =
        runs.size() == 1 ? RunReport.of(withPictures(runs.get(0))) : RunComparison.of(runs);
    report.write(page);
    out().println("report " + page.toAbsolutePath().normalize());
  }

  private RunFiles withPictures(RunFiles run) {
    String recorded = run.record().configuration().get(RunRecord.DATA);
    String architecture = run.record().configuration().get(RunRecord.ARCHITECTURE);
    if (data == null && recorded == null || architecture == null) {
      return run;
    }
    Path root = data == null ? Path.of(recorded) : data;
    if (!Files.isDirectory(root)) {
      return run;
    }
    TrainingData images =
        LfwDataset.looksLikeLfw(root) ? TrainingData.ofLfw(root) : TrainingData.ofCrops(root, 0);
    return run.with(images.cropsBelowRoot(Architectures.named(architecture).input()));
  }
}
