package io.github.facenet4j.bench;

import io.github.facenet4j.bench.Report.Ceilings;
import io.github.facenet4j.bench.roofline.LaunchCost;
import io.github.facenet4j.bench.roofline.Roofline;
import io.github.facenet4j.bench.roofline.TensorPeaks;
import io.github.facenet4j.facenet.cli.DeviceOption;
import io.github.facenet4j.facenet.cli.Verb;
import io.github.facenet4j.facenet.cli.VerbProvider;
import io.github.facenet4j.tensor.io.AtomicFile;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.DeviceMemoryException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times kernels and whole networks beside the device's measured peak and bandwidth. */
@Command(
    name = "bench",
    description = {
      "Time kernels and whole networks beside the device's own peak and bandwidth, measured in"
          + " the same run.",
      "A row's 'of peak' compares it with samples of the peak (or, where memory bounds it, of the"
          + " bandwidth of large copies) taken between its own samples; 'of roof' with the longer"
          + " of its arithmetic at that peak and its bytes at the bandwidth of copies of its own"
          + " size."
    })
public final class BenchCommand extends Verb {
  /** What a run can be told of its sources: the launcher knows the commit. */
  private static final String COMMIT_PROPERTY = "facenet4j.commit";

  private static final String PLAN =
      " 'facenet plan' states the memory of a training step of any size.";

  @Mixin private DeviceOption device;

  /** Distance matrices of thousands of faces would not find room beside those of the row before. */
  private static final long MOST_IDLE_BYTES = 1L << 29;

  @Option(names = "--quick", description = "The essentials, in less than three minutes.")
  private boolean quick;

  @Option(
      names = "--only",
      paramLabel = "PART",
      description =
          "Only rows whose 'benchmark shape' contains this, such as gemm or conv/forward.")
  private String only = "";

  @Option(names = "--batch", paramLabel = "N", description = "Batch of the rows of whole networks.")
  private Integer batch;

  @Option(
      names = "--add",
      paramLabel = "WORKLOAD",
      description =
          "Time this instead of the list, such as 'gemm/nn 300x200x100' (MxNxK); may be repeated."
              + " --list shows the forms.")
  private List<String> added = List.of();

  @Option(names = "--list", description = "Print the names of the rows, time nothing.")
  private boolean list;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Also write the rows as JSON; the file is replaced after each row.")
  private Path json;

  /** Registers the verb; found by {@link java.util.ServiceLoader}. */
  public static final class Provider implements VerbProvider {
    @Override
    public String name() {
      return "bench";
    }

    @Override
    public Verb verb() {
      return new BenchCommand();
    }
  }

  @Override
  protected void run() throws IOException {
    List<Workload> workloads = chosen();
    if (list) {
      workloads.forEach(workload -> out().println(workload.name()));
      return;
    }
    if (json != null) {
      checkWritable(json.toAbsolutePath());
    }
    // Backends read it when they are opened: event times cost nothing measurable on PoCL.
    System.setProperty("facenet4j.opencl.profile", "true");
    try (Backend backend = device.open(this);
        Roofline roofline = Roofline.of(backend)) {
      Report report = measure(workloads, backend, roofline);
      say("facenet: " + report.summary());
      write(report, true);
    }
  }

  private Report measure(List<Workload> workloads, Backend backend, Roofline roofline)
      throws IOException {
    Ceilings ceilings = new Ceilings(roofline, LaunchCost.of(backend), TensorPeaks.of(backend));
    Stopwatch stopwatch = new Stopwatch(backend, roofline, quick ? Pace.QUICK : Pace.THOROUGH);
    List<Row> rows = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    out().println(Report.heading());
    Long peakRss = null;
    for (Workload workload : workloads) {
      out().flush();
      if (backend.memory().idleBytes() > MOST_IDLE_BYTES) {
        backend.memory().trim();
      }
      try {
        Row row = stopwatch.time(workload);
        rows.add(row);
        out().println(Report.line(row));
      } catch (DeviceMemoryException full) {
        leftOut.add(workload.name() + ": " + full.getMessage() + PLAN);
        say("facenet: left out " + leftOut.get(leftOut.size() - 1));
      }
      if (roofline.bandwidthSamples().isEmpty()) {
        peakRss = Machine.peakRssBytes();
      }
      write(report(backend, ceilings, peakRss, rows, leftOut), false);
    }
    roofline.samplePeak();
    for (int i = 0; i < 3; i++) {
      roofline.sampleBandwidth();
    }
    return report(backend, ceilings, peakRss, rows, leftOut);
  }

  private Report report(
      Backend backend, Ceilings ceilings, Long peakRss, List<Row> rows, List<String> leftOut) {
    return new Report(
        backend.device(),
        device.precision(),
        ceilings,
        System.getProperty(COMMIT_PROPERTY, ""),
        peakRss,
        rows,
        leftOut);
  }

  /** After each row, so that a run that is cut off keeps those before. */
  private void write(Report report, boolean isComplete) throws IOException {
    if (json != null) {
      AtomicFile.replace(json.toAbsolutePath(), report.json(isComplete));
    }
  }

  /** Networks come first: their memory is measured before that of the bandwidth probe is taken. */
  private List<Workload> chosen() {
    if (batch != null && (batch < 1 || batch > 4096)) {
      throw usage("--batch must be from 1 to 4096, got " + batch);
    }
    List<Workload> all = new ArrayList<>();
    if (added.isEmpty()) {
      List<Workload> listed = quick ? Workloads.quick() : Workloads.full();
      if (batch != null) {
        all.addAll(Workloads.networks(batch));
        listed = listed.stream().filter(workload -> !Workloads.isNetwork(workload)).toList();
      }
      all.addAll(listed);
    }
    for (String name : added) {
      try {
        all.add(Workloads.named(name));
      } catch (IllegalArgumentException mistake) {
        throw usage(mistake.getMessage());
      }
    }
    List<Workload> chosen = all.stream().filter(w -> w.name().contains(only)).toList();
    if (chosen.isEmpty()) {
      throw usage("No row's name contains '" + only + "'; --list prints the names");
    }
    return chosen;
  }

  /** Before minutes are spent on what cannot be kept. */
  private static void checkWritable(Path file) throws IOException {
    Path folder = file.getParent();
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    if (Files.isDirectory(file) || !Files.isWritable(Files.exists(file) ? file : folder)) {
      throw new AccessDeniedException(file.toString());
    }
  }
}
