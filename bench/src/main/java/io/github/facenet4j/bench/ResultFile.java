package io.github.facenet4j.bench;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Files one measured result with what is needed to judge it: command, commit, machine, date.
 *
 * <p>Arguments: name, JSON file, commit, command. Written to {@code bench/results/NAME.json} below
 * the working directory.
 */
public final class ResultFile {
  private ResultFile() {}

  /** Runs; see the class. */
  public static void main(String[] arguments) throws IOException {
    JsonObject file = new JsonObject();
    file.addProperty("name", arguments[0]);
    file.addProperty("command", arguments[3]);
    file.addProperty("commit", arguments[2]);
    file.addProperty("date", LocalDate.now(ZoneOffset.UTC).toString());
    file.addProperty("processor", Machine.processor());
    file.addProperty("cores", Runtime.getRuntime().availableProcessors());
    file.addProperty("java", Runtime.version().toString());
    JsonElement result = JsonParser.parseString(Files.readString(Path.of(arguments[1])));
    file.add("result", result);
    Files.writeString(
        Path.of("bench", "results", arguments[0] + ".json"),
        new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(file) + "\n");
  }
}
