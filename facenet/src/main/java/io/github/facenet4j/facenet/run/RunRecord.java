package io.github.facenet4j.facenet.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import io.github.facenet4j.tensor.io.AtomicFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was asked of a run, on what it runs, and how it ended: {@value #FILE} in its folder.
 *
 * @param configuration options by name
 * @param provenance device, data, versions, times
 * @param outcome empty while the run is going on or when it was killed
 */
public record RunRecord(
    Map<String, String> configuration,
    Map<String, String> provenance,
    Map<String, String> outcome) {
  /** Name of the file. */
  public static final String FILE = "run.json";

  /** In the configuration: the network. */
  public static final String ARCHITECTURE = "arch";

  /** In the configuration: the folder of the training data, absolute. */
  public static final String DATA = "data";

  /** In the provenance: when the run was first started, which resuming keeps. */
  public static final String STARTED = "started";

  /** In the outcome: one sentence. */
  public static final String ENDED = "ended";

  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();

  /** Keeps the order of the entries. */
  public RunRecord {
    configuration = copy(configuration);
    provenance = copy(provenance);
    outcome = copy(outcome);
  }

  private static Map<String, String> copy(Map<String, String> facts) {
    return Collections.unmodifiableMap(
        facts == null ? new LinkedHashMap<>() : new LinkedHashMap<>(facts));
  }

  /** The record in a folder, if there is one. */
  public static Optional<RunRecord> find(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(GSON.fromJson(Files.readString(file), RunRecord.class));
    } catch (JsonParseException malformed) {
      FileSystemException named =
          new FileSystemException(
              file.toString(), null, "is not the record of a run; move it away to start another");
      named.initCause(malformed);
      throw named;
    }
  }

  /**
   * The record in a folder.
   *
   * @throws IOException when there is none, saying so
   */
  public static RunRecord read(Path folder) throws IOException {
    return find(folder)
        .orElseThrow(
            () ->
                new FileSystemException(
                    folder.toString(),
                    null,
                    "holds no training run (there is no " + FILE + "); give train's --out"));
  }

  /** Replaces the record in a folder. */
  public void write(Path folder) throws IOException {
    AtomicFile.replace(folder.resolve(FILE), GSON.toJson(this) + "\n");
  }

  /** The same with its end. */
  public RunRecord ended(Map<String, String> how) {
    return new RunRecord(configuration, provenance, how);
  }
}
