package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.EmbeddingPipeline.Views;
import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.data.FacePair;
import io.github.facenet4j.facenet.data.LfwDataset;
import io.github.facenet4j.facenet.data.PairTable;
import io.github.facenet4j.facenet.eval.AcceptRates;
import io.github.facenet4j.facenet.eval.FarCalibration;
import io.github.facenet4j.facenet.eval.Interval;
import io.github.facenet4j.facenet.eval.PairDistances;
import io.github.facenet4j.facenet.net.AcceptCurve;
import io.github.facenet4j.facenet.net.Calibration;
import io.github.facenet4j.facenet.net.Model;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.spi.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Chooses a model's threshold. */
@Command(
    name = "calibrate",
    description =
        "Choose the distance threshold for a false accept rate on labelled pairs, and write it into"
            + " the weights file.")
final class CalibrateCommand extends Verb {
  private static final int CURVE_POINTS = 40;
  private static final double LARGEST_DISTANCE = 4;

  @Mixin private ModelOptions model;
  @Mixin private FaceOptions faces;
  @Mixin private DeviceOption device;
  @Mixin private Progress progress;

  @Option(
      names = "--pairs",
      paramLabel = "CSV",
      description =
          "Pairs: first,second (images, relative to the table), same (1 or 0) and perhaps group."
              + " Default: the pairs of View 2 of LFW in --data.")
  private Path table;

  @Option(
      names = "--far",
      paramLabel = "RATE",
      description = "False accept rate that shall not be exceeded; default ${DEFAULT-VALUE}.")
  private double far = 0.001;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the weights with the threshold there, not into the file itself.")
  private Path target;

  @Option(names = "--dry-run", description = "Print the threshold and write nothing.")
  private boolean dryRun;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Images computed at a time; default ${DEFAULT-VALUE}.")
  private int batch = 32;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  protected void run() throws IOException {
    model.check(this);
    faces.check(this);
    if (!dryRun && !model.isGiven()) {
      throw usage("Give the --model that gets the threshold, or --dry-run");
    }
    if (!(far >= 0 && far < 1)) {
      throw usage("--far lies from 0 up to but not including 1, got " + far);
    }
    if (!dryRun) {
      requireWritable(target == null ? model.files().get(0) : target);
    }
    PairTable pairs = pairs();
    try (Backend backend = device.open(this);
        MemoryScope scope = MemoryScope.root(backend, "calibrate")) {
      Model loaded = model.load(scope);
      AlignedFaces crops = faces.faces(this, model, loaded.network().input(), scope);
      PairDistances distances =
          new PairEmbedder(this, progress, input -> crops, pairs.pairs())
              .through("embed", loaded.network(), scope, batch, Views.CROP)
              .pairs();
      FarCalibration chosen = FarCalibration.of(distances, far);
      warnWhenFew(chosen);
      Map<String, AcceptRates> groups = byGroup(pairs, distances, chosen.threshold());
      if (!dryRun) {
        write(chosen, distances);
      }
      if (json) {
        out().println(Json.of(fields(chosen, groups)));
      } else {
        print(chosen, groups);
      }
    }
  }

  private void requireWritable(Path file) throws IOException {
    if (model.files().size() > 1 && target == null) {
      throw new IOException(
          "These weights lie in several files "
              + model.files()
              + "; give --out for one with the threshold");
    }
    if (Files.exists(file) && !Files.isWritable(file)) {
      throw new IOException(
          "'" + file + "' may not be written; give --out FILE for a copy with the threshold");
    }
  }

  private PairTable pairs() {
    if (table != null) {
      return PairTable.read(table);
    }
    List<FacePair> pairs =
        LfwDataset.open(
                faces.dataset().orElseThrow(() -> usage("Give --pairs CSV, or LFW as --data DIR")))
            .pairs();
    return new PairTable(pairs, List.of());
  }

  /** A rate below one pair's share is a guess. */
  private void warnWhenFew(FarCalibration chosen) {
    int different = chosen.rates().falseAccepts().pairs();
    if (far * different < 1) {
      say(
          "facenet: "
              + different
              + " pairs of different people cannot show a false accept rate of "
              + far
              + "; the threshold lies below the nearest of them");
    }
  }

  private static Map<String, AcceptRates> byGroup(
      PairTable table, PairDistances distances, double threshold) {
    Map<String, AcceptRates> groups = new LinkedHashMap<>();
    for (String group : new TreeSet<>(table.groups())) {
      PairDistances members = distances.where(pair -> table.groups().get(pair).equals(group));
      groups.put(group, AcceptRates.at(threshold, members));
    }
    return groups;
  }

  private void write(FarCalibration chosen, PairDistances distances) throws IOException {
    String how =
        String.format(
            Locale.ROOT,
            "at most %s of the %d pairs of different people in '%s' accepted; 95 %% interval of the"
                + " threshold %.4f to %.4f",
            far,
            chosen.rates().falseAccepts().pairs(),
            (table == null ? faces.dataset().orElseThrow() : table).getFileName(),
            chosen.interval().low(),
            chosen.interval().high());
    double measured = chosen.rates().falseAccepts().rate();
    Calibration calibration = new Calibration(chosen.threshold(), measured, how);
    Path written =
        model.rewrite(
            words -> words.with(calibration).with(AcceptCurve.KEY, curve(distances).toText()),
            target);
    say("facenet: threshold written into " + written);
  }

  private static AcceptCurve curve(PairDistances distances) {
    List<AcceptCurve.Point> points = new ArrayList<>();
    for (int i = 1; i <= CURVE_POINTS; i++) {
      double at = LARGEST_DISTANCE * i / CURVE_POINTS;
      AcceptRates rates = AcceptRates.at(at, distances);
      points.add(
          new AcceptCurve.Point(at, rates.falseAccepts().rate(), rates.trueAccepts().rate()));
    }
    return new AcceptCurve(points);
  }

  private Map<String, Object> fields(FarCalibration chosen, Map<String, AcceptRates> groups) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("threshold", chosen.threshold());
    fields.put("thresholdInterval", ends(chosen.interval()));
    fields.put("far", far);
    fields.putAll(fields(chosen.rates()));
    if (!groups.isEmpty()) {
      Map<String, Object> byGroup = new LinkedHashMap<>();
      groups.forEach((group, rates) -> byGroup.put(group, fields(rates)));
      fields.put("groups", byGroup);
    }
    return fields;
  }

  private static Map<String, Object> fields(AcceptRates rates) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("falseAcceptRate", fields(rates.falseAccepts()));
    fields.put("trueAcceptRate", fields(rates.trueAccepts()));
    return fields;
  }

  private static Map<String, Object> fields(AcceptRates.Rate rate) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("rate", rate.pairs() == 0 ? null : rate.rate());
    fields.put("accepted", rate.accepted());
    fields.put("pairs", rate.pairs());
    fields.put("interval", ends(rate.interval()));
    return fields;
  }

  private static Map<String, Object> ends(Interval interval) {
    Map<String, Object> ends = new LinkedHashMap<>();
    ends.put("low", interval.low());
    ends.put("high", Double.isInfinite(interval.high()) ? null : interval.high());
    return ends;
  }

  private void print(FarCalibration chosen, Map<String, AcceptRates> groups) {
    out()
        .printf(
            Locale.ROOT,
            "threshold     %.4f  (95 %% interval %.4f to %.4f) for a false accept rate of %s%n",
            chosen.threshold(),
            chosen.interval().low(),
            chosen.interval().high(),
            far);
    print("all", chosen.rates());
    groups.forEach(this::print);
  }

  private void print(String group, AcceptRates rates) {
    out().printf("%-13s false accepts %s%n", group, text(rates.falseAccepts()));
    out().printf("%-13s true accepts  %s%n", "", text(rates.trueAccepts()));
  }

  private static String text(AcceptRates.Rate rate) {
    if (rate.pairs() == 0) {
      return "no such pairs";
    }
    return String.format(
        Locale.ROOT,
        "%.5f  (%.5f to %.5f)  %d of %d pairs",
        rate.rate(),
        rate.interval().low(),
        rate.interval().high(),
        rate.accepted(),
        rate.pairs());
  }
}
