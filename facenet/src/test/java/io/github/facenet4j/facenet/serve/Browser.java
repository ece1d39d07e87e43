package io.github.facenet4j.facenet.serve;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** Chromium without a window, steered by the W3C's WebDriver protocol. */
final class Browser implements AutoCloseable {
  /** {@code required} makes a missing browser a failure, not a skipped test. */
  private static final String LANE = System.getProperty("facenet4j.test.browser", "available");

  private static final String DRIVER = "chromedriver";
  private static final Pattern PORT = Pattern.compile("started successfully on port ([0-9]+)");
  private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Gson GSON = new Gson();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process driver;
  private final String session;

  private Browser(Process driver, int port, int width, int height) {
    this.driver = driver;
    String base = "http://127.0.0.1:" + port + "/session";
    List<String> arguments =
        List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--force-device-scale-factor=1",
            "--window-size=" + width + "," + height);
    Map<String, Object> options =
        Map.of("browserName", "chrome", "goog:chromeOptions", Map.of("args", arguments));
    JsonObject value =
        send("POST", base, Map.of("capabilities", Map.of("alwaysMatch", options)))
            .getAsJsonObject("value");
    this.session = base + "/" + value.get("sessionId").getAsString();
  }

  /** Starts one, or skips the test where there is none. */
  static Browser open(int width, int height) throws IOException {
    Process driver;
    try {
      // The JVM's own preloaded library is none of the browser's business.
      ProcessBuilder builder = new ProcessBuilder(DRIVER, "--port=0").redirectErrorStream(true);
      builder.environment().remove("LD_PRELOAD");
      driver = builder.start();
    } catch (IOException missing) {
      if (LANE.equals("required")) {
        throw missing;
      }
      return Assumptions.abort(
          "chromedriver is not installed (apt-get install chromium chromium-driver): " + missing);
    }
    try {
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher port = PORT.matcher(line);
        if (port.find()) {
          return new Browser(driver, Integer.parseInt(port.group(1)), width, height);
        }
      }
      throw new IOException("chromedriver ended without saying its port");
    } catch (IOException | RuntimeException failed) {
      driver.destroy();
      throw failed;
    }
  }

  private JsonObject send(String method, String url, Object body) {
    HttpRequest.BodyPublisher content =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(GSON.toJson(body));
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(URI.create(url)).method(method, content).build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new AssertionError(method + " " + url + ": " + response.body());
      }
      return JsonParser.parseString(response.body()).getAsJsonObject();
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  void go(String url) {
    send("POST", session + "/url", Map.of("url", url));
  }

  private String element(String css) {
    return send("POST", session + "/element", Map.of("using", "css selector", "value", css))
        .getAsJsonObject("value")
        .get(ELEMENT)
        .getAsString();
  }

  void click(String css) {
    send("POST", session + "/element/" + element(css) + "/click", Map.of());
  }

  /** Chooses files as a person would. */
  void choose(String css, Path... files) {
    StringBuilder names = new StringBuilder();
    for (Path file : files) {
      names.append(names.isEmpty() ? "" : "\n").append(file.toAbsolutePath().normalize());
    }
    send("POST", session + "/element/" + element(css) + "/value", Map.of("text", names.toString()));
  }

  /** What a script returns, as text. */
  String run(String script) {
    return send("POST", session + "/execute/sync", Map.of("script", script, "args", List.of()))
        .get("value")
        .getAsString();
  }

  String text(String css) {
    return run("return document.querySelector('" + css + "')?.innerText ?? ''");
  }

  /** Waits until the text of an element contains something. */
  void await(String css, String expected) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!text(css).contains(expected)) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError(
            "'"
                + expected
                + "' does not appear in "
                + css
                + ": '"
                + text(css)
                + "'; error: "
                + text("#error"));
      }
      Thread.sleep(50);
    }
  }

  /** What the page looks like, for people to look at. */
  void screenshot(Path file) throws IOException {
    String png = send("GET", session + "/screenshot", null).get("value").getAsString();
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(png));
  }

  @Override
  public void close() {
    try {
      send("DELETE", session, null);
    } finally {
      driver.destroy();
    }
  }
}
