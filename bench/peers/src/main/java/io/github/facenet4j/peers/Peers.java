package io.github.facenet4j.peers;

import com.google.gson.GsonBuilder;
import io.github.facenet4j.bench.Machine;
import io.github.facenet4j.bench.roofline.Roofline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs every match and prints images a second, the ratio of ours to each peer's, and the peak
 * memory of a process that does nothing else.
 */
@Command(
    name = "peers",
    mixinStandardHelpOptions = true,
    description = "Time the same networks on other engines beside ours, in one run.")
public final class Peers implements Runnable {
  private static final List<Match> ALL =
      List.of(
          new Match("nn4.small2", Match.Task.INFERENCE, 1),
          new Match("nn4.small2", Match.Task.INFERENCE, 32),
          new Match("nn4.small2", Match.Task.INFERENCE, 128),
          new Match("mobileface-v2", Match.Task.INFERENCE, 32),
          new Match("nn4.small2", Match.Task.TRAINING, 90),
          new Match("nn4.small2", Match.Task.TRAINING, 180));

  /** Largest difference of an embedding's values, relative to their largest. */
  private static final double TOLERANCE = 1e-4;

  private static final int PEAK_SAMPLES = 25;

  @Option(names = "--only", paramLabel = "PART", description = "Only matches named so.")
  private String only = "";

  @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures as JSON.")
  private Path json;

  @Option(names = "--no-memory", description = "Leave the processes for peak memory out.")
  private boolean noMemory;

  private Peers() {}

  /** Runs; see the options. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Peers()).execute(arguments));
  }

  @Override
  public void run() {
    List<Match> matches = ALL.stream().filter(match -> match.name().contains(only)).toList();
    if (matches.isEmpty()) {
      throw new IllegalArgumentException("No match is named like '" + only + "'");
    }
    Roofline roofline = new Roofline(Match.threads());
    List<Map<String, Object>> results = new ArrayList<>();
    for (Match match : matches) {
      IntStream.range(0, PEAK_SAMPLES).forEach(i -> roofline.samplePeak());
      results.add(play(match));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("peakGflops", Roofline.median(roofline.peakSamples()));
    document.put("threads", Match.threads());
    document.put("processor", Machine.processor());
    document.put("matches", results);
    if (json != null) {
      try {
        Files.writeString(
            json, new GsonBuilder().setPrettyPrinting().create().toJson(document) + "\n");
      } catch (IOException failed) {
        throw new IllegalStateException("Cannot write " + json + ": " + failed.getMessage());
      }
    }
  }

  private Map<String, Object> play(Match match) {
    List<Contender> contenders = new ArrayList<>();
    try {
      match.engines().forEach(engine -> contenders.add(match.on(engine)));
      double difference = largestDifference(contenders);
      Race race = new Race(match.batch(), contenders);
      race.run();
      List<Map<String, Object>> engines = new ArrayList<>();
      for (int i = 0; i < contenders.size(); i++) {
        Map<String, Object> fields = race.fields(contenders.get(i));
        if (!noMemory) {
          PeakMemory.bytes(match, match.engines().get(i))
              .ifPresent(bytes -> fields.put("peakRssMB", bytes / 1e6));
        }
        fields.put("ratioTo", ratios(race, contenders, contenders.get(i)));
        print(match, fields);
        engines.add(fields);
      }
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("match", match.name());
      result.put("largestDifference", difference);
      result.put("engines", engines);
      return result;
    } finally {
      contenders.forEach(Contender::close);
    }
  }

  /** Ours over each peer's; nothing for the peers themselves. */
  private static Map<String, Double> ratios(Race race, List<Contender> all, Contender contender) {
    Map<String, Double> ratios = new LinkedHashMap<>();
    if (isOurs(contender)) {
      all.stream()
          .filter(other -> !isOurs(other))
          .forEach(other -> ratios.put(other.name(), race.ratio(contender, other)));
    }
    return ratios;
  }

  private static boolean isOurs(Contender contender) {
    return contender instanceof OurInference || contender instanceof OurTraining;
  }

  private static void print(Match match, Map<String, Object> fields) {
    System.out.printf(
        "%-26s %-30s %8.1f images/s  %5.0f MB  ratio to %s%n",
        match.name(),
        fields.get("engine"),
        fields.get("imagesPerSecond"),
        fields.getOrDefault("peakRssMB", Double.NaN),
        fields.get("ratioTo"));
  }

  /** Relative to the first one's largest value; engines that differ more are not compared. */
  private static double largestDifference(List<Contender> contenders) {
    double most = 0;
    contenders.get(0).run();
    float[] ours = contenders.get(0).result();
    double scale =
        IntStream.range(0, ours.length).mapToDouble(i -> Math.abs(ours[i])).max().orElse(1);
    for (Contender other : contenders) {
      other.run();
      float[] theirs = other.result();
      for (int i = 0; i < ours.length; i++) {
        double difference = Math.abs(theirs[i] - ours[i]) / scale;
        if (!(difference <= TOLERANCE)) {
          throw new IllegalStateException(
              other.name() + " computes " + theirs[i] + " where ours is " + ours[i]);
        }
        most = Math.max(most, difference);
      }
    }
    return most;
  }
}
