package io.github.facenet4j.facenet.serve;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What is sent back.
 *
 * @param status of HTTP
 * @param type MIME type
 * @param bytes content
 */
record Answer(int status, String type, byte[] bytes) {
  private static final String JSON = "application/json; charset=utf-8";
  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  /** A value as JSON. */
  static Answer json(Object value) {
    return new Answer(200, JSON, GSON.toJson(value).getBytes(StandardCharsets.UTF_8));
  }

  /** Why there is none, in one line. */
  static Answer error(int status, String why) {
    return new Answer(
        status, JSON, GSON.toJson(Map.of("error", why)).getBytes(StandardCharsets.UTF_8));
  }

  void send(HttpExchange exchange) throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'"
            + " blob: data:; connect-src 'self'; form-action 'none'; base-uri 'none';"
            + " frame-ancestors 'none'");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
