package io.github.facenet4j.facenet.serve;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.facenet4j.facenet.image.ImageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The page and the JSON interface over the JDK's HTTP server.
 *
 * <p>On a loopback address anybody on the machine may ask; on any other one only who has the token
 * that {@link #url} holds. Requests of other sites are refused: what computes needs the header
 * {@code X-Facenet4j}, which a foreign page cannot send, and the name in {@code Host} must be the
 * server's own, which one that was made to point here is not. Bodies are limited, slow clients are
 * cut off, and what waits too long is told so.
 */
public final class FaceServer implements AutoCloseable {
  /** Most of them wait for slow clients: what computes is limited by the service. */
  private static final int THREADS = 128;

  private static final int WAITING = 64;
  private static final int BASE64_OF_4 = 3;

  /**
   * Where and how much.
   *
   * @param host address to listen on
   * @param port 0 for any that is free
   * @param mostBytes of a request
   * @param secondsOfRequest in which a client must have sent its request
   * @param access whether a token is needed
   */
  public record Settings(
      String host, int port, int mostBytes, int secondsOfRequest, Access access) {}

  /** When a token is needed. */
  public enum Access {
    /** On any address but a loopback one. */
    BY_ADDRESS,
    /** Always: other people use the machine, too. */
    BY_TOKEN
  }

  private final HttpServer server;
  private final ThreadPoolExecutor workers;
  private final Settings settings;
  private final FaceService service;
  private final Optional<Path> run;
  private final Guard guard;
  private final Map<String, WebAsset> assets = WebAsset.all();

  private FaceServer(
      HttpServer server, Settings settings, FaceService service, Optional<Path> run) {
    this.server = server;
    this.settings = settings;
    this.service = service;
    this.run = run;
    this.guard = new Guard(settings, server.getAddress().getAddress());
    this.workers =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
              Thread thread = new Thread(task, "facenet-serve");
              thread.setDaemon(true);
              return thread;
            });
    workers.allowCoreThreadTimeOut(true);
  }

  /**
   * Starts to listen.
   *
   * @param run a training run to show, if any
   * @throws IOException when the address cannot be used
   */
  public static FaceServer start(Settings settings, FaceService service, Optional<Path> run)
      throws IOException {
    // Read once, when the first server is made: clients that stall are cut off.
    System.setProperty(
        "sun.net.httpserver.maxReqTime", Integer.toString(settings.secondsOfRequest));
    System.setProperty(
        "sun.net.httpserver.maxRspTime", Integer.toString(settings.secondsOfRequest));
    InetSocketAddress address = new InetSocketAddress(settings.host, settings.port);
    if (address.isUnresolved()) {
      throw new IOException("Host '" + settings.host + "' is not known; give an address");
    }
    HttpServer http = HttpServer.create(address, WAITING);
    FaceServer server = new FaceServer(http, settings, service, run);
    http.setExecutor(server.workers);
    http.createContext("/", server::handle);
    http.start();
    return server;
  }

  /** The port that is listened on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Where the page is, with the token where one is needed. */
  public String url() {
    String host = settings.host.contains(":") ? "[" + settings.host + "]" : settings.host;
    return "http://"
        + host
        + ":"
        + port()
        + "/"
        + guard.token().map(token -> "?token=" + token).orElse("");
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer = answer(exchange);
      } catch (BadRequestException | ImageException | JsonParseException wrong) {
        answer = Answer.error(400, firstLine(wrong.getMessage()));
      } catch (TooLargeException large) {
        answer =
            Answer.error(
                413,
                "A request has at most " + settings.mostBytes + " bytes; send a smaller photo");
      } catch (OutOfMemoryError full) {
        answer = Answer.error(503, "The server has no memory for that now; try a smaller photo");
      } catch (RuntimeException broken) {
        answer = Answer.error(500, "The server failed: " + firstLine(broken.toString()));
      }
      answer.send(exchange);
    }
  }

  private static String firstLine(String message) {
    return message == null ? "no reason given" : message.lines().findFirst().orElse("");
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    if (!guard.isOwnHost(exchange)) {
      return Answer.error(403, "This server is asked by its own name only");
    }
    WebAsset asset = assets.get(path);
    if (asset != null) {
      return method.equals("GET")
          ? new Answer(200, asset.type(), asset.bytes())
          : Answer.error(405, "Use GET");
    }
    if (!path.startsWith("/api/")) {
      return Answer.error(404, "There is nothing here");
    }
    Optional<Answer> refusal = guard.refusal(exchange);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    return switch (method + " " + path) {
      case "GET /api/status" -> Answer.json(status());
      case "GET /api/training" -> Answer.json(training());
      case "POST /api/faces" -> Answer.json(service.faces(body(exchange)));
      case "POST /api/identify" -> Answer.json(service.identify(body(exchange)));
      case "POST /api/verify" -> Answer.json(verify(object(body(exchange))));
      case "POST /api/cluster" -> Answer.json(cluster(object(body(exchange))));
      default -> Answer.error(404, "There is no " + method + " " + path);
    };
  }

  private byte[] body(HttpExchange exchange) throws IOException {
    String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
    if (encoding != null && !encoding.equals("identity")) {
      throw new BadRequestException("Send the photo itself, not compressed as " + encoding);
    }
    try (InputStream in = exchange.getRequestBody()) {
      byte[] bytes = in.readNBytes(settings.mostBytes + 1);
      if (bytes.length > settings.mostBytes) {
        throw new TooLargeException();
      }
      return bytes;
    }
  }

  private static JsonObject object(byte[] body) {
    JsonElement element = JsonParser.parseString(new String(body, StandardCharsets.UTF_8));
    if (!element.isJsonObject()) {
      throw new BadRequestException("A JSON object is expected");
    }
    return element.getAsJsonObject();
  }

  private Map<String, Object> status() {
    Map<String, Object> fields = new LinkedHashMap<>(service.status());
    fields.put("training", run.isPresent());
    fields.put("mostBytes", settings.mostBytes / 4 * BASE64_OF_4);
    return fields;
  }

  private Map<String, Object> training() throws IOException {
    Path folder =
        run.orElseThrow(
            () -> new BadRequestException("The server was started without a run; give --run DIR"));
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("run", folder.getFileName().toString());
    fields.put("columns", TrainingCurves.of(folder));
    return fields;
  }

  private Map<String, Object> verify(JsonObject request) {
    return service.verify(photo(request, "a"), photo(request, "b"));
  }

  private static byte[] photo(JsonObject request, String name) {
    JsonElement text = request.get(name);
    if (text == null || !text.isJsonPrimitive()) {
      throw new BadRequestException("Two photos are compared: '" + name + "' is missing");
    }
    try {
      return Base64.getDecoder().decode(text.getAsString());
    } catch (IllegalArgumentException malformed) {
      throw new BadRequestException("Photo '" + name + "' is not Base64");
    }
  }

  private Map<String, Object> cluster(JsonObject request) {
    if (!(request.get("embeddings") instanceof JsonArray rows)) {
      throw new BadRequestException("Faces are grouped by 'embeddings', an array of arrays");
    }
    List<float[]> embeddings = new ArrayList<>();
    Optional<Double> limit;
    try {
      for (JsonElement row : rows) {
        JsonArray numbers = row.getAsJsonArray();
        float[] embedding = new float[numbers.size()];
        for (int i = 0; i < embedding.length; i++) {
          embedding[i] = numbers.get(i).getAsFloat();
        }
        embeddings.add(embedding);
      }
      JsonElement threshold = request.get("threshold");
      limit =
          threshold == null || threshold.isJsonNull()
              ? Optional.empty()
              : Optional.of(threshold.getAsDouble());
    } catch (IllegalStateException | UnsupportedOperationException | NumberFormatException e) {
      throw new BadRequestException("Embeddings are arrays of numbers, a threshold is a number");
    }
    return Map.of("clusters", service.cluster(embeddings, limit));
  }

  /** Stops listening; what is being computed is not waited for. */
  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }

  /** A body with more bytes than are allowed. */
  private static final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
