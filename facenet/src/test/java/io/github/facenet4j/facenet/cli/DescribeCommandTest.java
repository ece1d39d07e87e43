package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

class DescribeCommandTest {

  @Test
  void jsonGivesShapesAndCosts() {
    CommandLineRun run = CommandLineRun.of("describe", "nn4.small2", "--json");

    assertEquals(0, run.code(), run.err());
    JsonObject network = JsonParser.parseString(run.out()).getAsJsonObject();
    assertEquals("nn4.small2", network.get("architecture").getAsString());
    assertEquals("[3,96,96]", network.get("input").toString());
    assertEquals(128, network.get("embedding").getAsInt());
    JsonObject conv1 = network.getAsJsonArray("layers").get(0).getAsJsonObject();
    assertEquals("conv1", conv1.get("name").getAsString());
    assertEquals("[64,48,48]", conv1.get("output").toString());
    assertEquals(64 * 3 * 7 * 7 + 64, conv1.get("parameters").getAsInt());
    assertEquals(48 * 48 * 64 * 3 * 7 * 7, conv1.get("multiplyAdds").getAsInt());
  }

  @Test
  void totalsAreTheSumsOfTheLayers() {
    CommandLineRun run = CommandLineRun.of("describe", "mobileface-v2", "--json");

    JsonObject network = JsonParser.parseString(run.out()).getAsJsonObject();
    long parameters = 0;
    long multiplyAdds = 0;
    for (JsonElement layer : network.getAsJsonArray("layers")) {
      parameters += layer.getAsJsonObject().get("parameters").getAsLong();
      multiplyAdds += layer.getAsJsonObject().get("multiplyAdds").getAsLong();
    }
    assertEquals(network.get("parameters").getAsLong(), parameters);
    assertEquals(network.get("multiplyAdds").getAsLong(), multiplyAdds);
  }

  @Test
  void textEndsWithTheTotals() {
    CommandLineRun run = CommandLineRun.of("describe", "facenet-tiny");

    assertEquals(0, run.code(), run.err());
    String last = run.out().lines().reduce("", (first, second) -> second);
    assertTrue(last.startsWith("facenet-tiny") && last.contains("230,768"), last);
  }

  @Test
  void unknownArchitectureListsTheKnownOnes() {
    CommandLineRun run = CommandLineRun.of("describe", "nn5");

    assertEquals(1, run.code());
    assertEquals("", run.out());
    assertEquals(1, run.talk().size(), run.err());
    assertTrue(
        run.err().contains("'nn5' is not known; use one of NN1, NN2, NN3, NN4, facenet4j-26m, "));
  }

  @Test
  void aPaperNetworkComesInTheFormThatIsAskedFor() {
    CommandLineRun run =
        CommandLineRun.of("describe", "NN4", "--embedding=256", "--batch-norm", "--json");
    assertEquals(0, run.code(), run.err());
    JsonObject network = JsonParser.parseString(run.out()).getAsJsonObject();
    assertEquals("NN4-bn-256d", network.get("architecture").getAsString());
    assertEquals(256, network.get("embedding").getAsInt());

    assertEquals(run.out(), CommandLineRun.of("describe", "NN4-bn-256d", "--json").out());
  }

  @Test
  void aNetworkThatComesInOneFormRefusesAnother() {
    CommandLineRun run = CommandLineRun.of("describe", "mobileface-v2", "--embedding=64");
    assertEquals(2, run.code(), run.err());
    assertTrue(run.err().contains("'mobileface-v2' comes in one form"), run.err());
  }

  @Test
  void blocksAreSumsOfTheirLayers() {
    String text = CommandLineRun.of("describe", "NN2").out();
    assertTrue(text.lines().anyMatch(line -> line.matches("inception3a .*163,696 +128,337,664.*")));
    assertTrue(text.lines().anyMatch(line -> line.startsWith("  inception3a.branch1x1.conv ")));
  }
}
