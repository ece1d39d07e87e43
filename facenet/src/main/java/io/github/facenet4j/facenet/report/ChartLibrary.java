package io.github.facenet4j.facenet.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * The uPlot charting library (MIT licence, L. Sorokin), read from its webjar on the classpath to be
 * written into a page.
 */
public final class ChartLibrary {
  private static final String PROPERTIES = "META-INF/maven/org.webjars.npm/uplot/pom.properties";
  private static final String FOLDER = "META-INF/resources/webjars/uplot/";

  private final String folder;

  /** Finds it on the classpath. */
  public ChartLibrary() {
    Properties properties = new Properties();
    try (InputStream in = open(PROPERTIES)) {
      properties.load(in);
    } catch (IOException failed) {
      throw new UncheckedIOException("The uPlot webjar cannot be read", failed);
    }
    this.folder = FOLDER + properties.getProperty("version") + "/";
  }

  /** The library as a script, which defines {@code uPlot}. */
  public String script() {
    return resource(folder + "dist/uPlot.iife.min.js");
  }

  /** Its style sheet. */
  public String style() {
    return resource(folder + "dist/uPlot.min.css");
  }

  /** Its licence, which must go wherever the script goes. */
  String licence() {
    return resource(folder + "LICENSE");
  }

  /** The text of a resource on the classpath. */
  static String resource(String path) {
    try (InputStream in = open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException("Resource " + path + " cannot be read", failed);
    }
  }

  private static InputStream open(String path) {
    InputStream in = ChartLibrary.class.getClassLoader().getResourceAsStream(path);
    if (in == null) {
      throw new IllegalStateException(
          "A report needs "
              + path
              + ", which is not on the classpath; add org.webjars.npm:uplot, or run bin/facenet");
    }
    return in;
  }
}
