package io.github.facenet4j.facenet.serve;

import io.github.facenet4j.facenet.report.ChartLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A file of the web page: these and no others are served, by these paths.
 *
 * @param type its MIME type
 * @param bytes its content
 */
record WebAsset(String type, byte[] bytes) {
  private static final String HTML = "text/html; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";

  /** By path. */
  static Map<String, WebAsset> all() {
    ChartLibrary charts = new ChartLibrary();
    return Map.of(
        "/", own("index.html", HTML),
        "/app.js", own("app.js", SCRIPT),
        "/app.css", own("app.css", STYLE),
        "/uplot.js", text(charts.script(), SCRIPT),
        "/uplot.css", text(charts.style(), STYLE));
  }

  private static WebAsset own(String name, String type) {
    try (InputStream in = WebAsset.class.getResourceAsStream(name)) {
      return new WebAsset(type, in.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static WebAsset text(String text, String type) {
    return new WebAsset(type, text.getBytes(StandardCharsets.UTF_8));
  }
}
