package io.github.facenet4j.facenet.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

/** JSON text for machines: compact, keys in insertion order, NaN and infinity refused. */
final class Json {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private Json() {}

  /**
   * One line of JSON.
   *
   * @param value maps, lists, strings, numbers, booleans, records
   */
  static String of(Object value) {
    return GSON.toJson(value);
  }
}
