package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.data.FacePair;
import io.github.facenet4j.facenet.eval.PairDistances;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.facenet.report.Provenance;
import io.github.facenet4j.facenet.run.HeldOutTable;
import io.github.facenet4j.facenet.run.RunFiles;
import io.github.facenet4j.facenet.run.RunRecord;
import io.github.facenet4j.facenet.run.RunReport;
import io.github.facenet4j.facenet.train.HeldOutScore;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps the record of a run, the distances of its held-out pairs and its page. */
final class RunJournal {
  /** Name of the page in the run's folder. */
  static final String REPORT = "report.html";

  private final Path folder;
  private final TrainingData data;
  private final Optional<HeldOut> heldOut;
  private final Backend backend;
  private final Verb verb;
  private RunRecord record = new RunRecord(Map.of(), Map.of(), Map.of());
  private HeldOutTable newest;

  RunJournal(Path folder, TrainingData data, Backend backend, Verb verb) {
    this.folder = folder;
    this.data = data;
    this.heldOut = data.heldOut();
    this.backend = backend;
    this.verb = verb;
  }

  /** Writes down what was asked; a resumed run keeps the time of its start. */
  void begin(Map<String, String> configuration) throws IOException {
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put(
        RunRecord.STARTED,
        RunRecord.find(folder)
            .map(earlier -> earlier.provenance().get(RunRecord.STARTED))
            .orElseGet(RunJournal::now));
    provenance.putAll(data.provenance().provenance());
    provenance.putAll(Provenance.of(backend.device()));
    record = new RunRecord(configuration, provenance, Map.of());
    record.write(folder);
  }

  private static String now() {
    return ZonedDateTime.now()
        .truncatedTo(ChronoUnit.SECONDS)
        .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
  }

  /**
   * Measures the held-out pairs, if there are any, and keeps their distances in the folder.
   *
   * @param step whose weights the model has
   * @throws UncheckedIOException when they cannot be kept
   */
  Optional<HeldOutScore> examine(Model model, long step, Progress progress) {
    return distances(model, step, progress).map(HeldOutScore::of);
  }

  /** The model with a threshold, if there are people to choose it on. */
  Optional<Model> calibrated(Model model, long step, Progress progress) {
    return distances(model, step, progress)
        .map(distances -> heldOut.orElseThrow().calibrated(model, distances));
  }

  private Optional<PairDistances> distances(Model model, long step, Progress progress) {
    if (heldOut.isEmpty()) {
      return Optional.empty();
    }
    if (newest == null || newest.step() != step) {
      PairDistances found = heldOut.get().distances(model.network(), backend, verb, progress);
      List<FacePair> named = heldOut.get().pairs().stream().map(data::relative).toList();
      newest = new HeldOutTable(step, named, found);
      try {
        newest.write(folder);
      } catch (IOException full) {
        throw new UncheckedIOException(full);
      }
    }
    return Optional.of(newest.distances());
  }

  /**
   * Writes down how the run ended, and the page.
   *
   * @param how one sentence
   * @return the page; empty when no step was done
   */
  Optional<Path> end(String how, Model model) throws IOException {
    Map<String, String> outcome = new LinkedHashMap<>();
    outcome.put(RunRecord.ENDED, how);
    outcome.put("at", now());
    record = record.ended(outcome);
    record.write(folder);
    RunFiles files = RunFiles.read(folder);
    if (files.history().steps() == 0) {
      return Optional.empty();
    }
    AlignedFaces crops = data.cropsBelowRoot(model.network().input());
    Path page = folder.resolve(REPORT);
    RunReport.of(files.with(crops)).write(page);
    return Optional.of(page);
  }
}
