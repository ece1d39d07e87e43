package io.github.facenet4j.facenet.photo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of several equal parts of any number of photographs, by their names alone: machines that
 * share a folder need not talk to each other.
 *
 * @param number from 1
 * @param of so many
 */
public record Shard(int number, int of) {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,6})/([0-9]{1,6})");

  /** All photographs. */
  public static final Shard WHOLE = new Shard(1, 1);

  /** Checks the range. */
  public Shard {
    if (of < 1 || number < 1 || number > of) {
      throw new IllegalArgumentException(
          "A shard is i/n with i from 1 to n, got " + number + "/" + of);
    }
  }

  /**
   * From text such as {@code 2/8}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Shard parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("A shard is written i/n, such as 2/8, got '" + text + "'");
    }
    return new Shard(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
  }

  /** Whether a photograph belongs to it. */
  public boolean holds(String name) {
    // Neighbours in the alphabet have neighbouring hash codes: mixed, they spread evenly.
    int mixed = name.hashCode() * 0x9E3779B9;
    return Math.floorMod(mixed ^ mixed >>> 16, of) == number - 1;
  }
}
