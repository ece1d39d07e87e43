package io.github.facenet4j.tensor.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A strict reader of JSON (RFC 8259) that is made of objects, lists, strings and whole numbers.
 *
 * <p>Objects become maps in their order, arrays lists, strings {@link String}, whole numbers {@link
 * Long}, literals {@link Boolean}; null is not allowed. Nothing but white space may follow the
 * value. Duplicate names, numbers with fraction or exponent or beyond 64 bits, lone surrogates and
 * nesting deeper than {@value #MAX_DEPTH} are errors, so hostile input can cost neither the stack
 * nor an ambiguity.
 */
public final class StrictJson {
  static final int MAX_DEPTH = 8;

  private final String text;
  private final String subject;
  private int at;

  private StrictJson(String text, String subject) {
    this.text = text;
    this.subject = subject;
  }

  /**
   * Reads one value.
   *
   * @param subject what the text is, for messages, such as {@code the header}
   * @throws JsonFormatException saying where the text is not such JSON
   */
  public static Object parse(String text, String subject) throws JsonFormatException {
    StrictJson reader = new StrictJson(text, subject);
    Object value = reader.value(0);
    reader.skipSpace();
    if (reader.at < text.length()) {
      throw reader.error("nothing more");
    }
    return value;
  }

  private Object value(int depth) throws JsonFormatException {
    if (depth > MAX_DEPTH) {
      throw new JsonFormatException(subject + " nests deeper than " + MAX_DEPTH + " levels");
    }
    skipSpace();
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> literal("true", Boolean.TRUE);
      case 'f' -> literal("false", Boolean.FALSE);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> throw error("a value");
    };
  }

  private Map<String, Object> object(int depth) throws JsonFormatException {
    Map<String, Object> members = new LinkedHashMap<>();
    expect('{');
    skipSpace();
    if (accept('}')) {
      return members;
    }
    do {
      skipSpace();
      String name = string();
      skipSpace();
      expect(':');
      if (members.containsKey(name)) {
        throw new JsonFormatException(
            subject + " names " + WeightsFormatException.quote(name) + " twice");
      }
      members.put(name, value(depth + 1));
      skipSpace();
    } while (accept(','));
    expect('}');
    return members;
  }

  private List<Object> array(int depth) throws JsonFormatException {
    List<Object> elements = new ArrayList<>();
    expect('[');
    skipSpace();
    if (accept(']')) {
      return elements;
    }
    do {
      elements.add(value(depth + 1));
      skipSpace();
    } while (accept(','));
    expect(']');
    return elements;
  }

  private Object literal(String word, Object value) throws JsonFormatException {
    if (!text.startsWith(word, at)) {
      throw error("a value");
    }
    at += word.length();
    return value;
  }

  private Long number() throws JsonFormatException {
    int start = at;
    accept('-');
    int digits = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    boolean leadingZero = at - digits > 1 && text.charAt(digits) == '0';
    if (at == digits || leadingZero || peek() == '.' || peek() == 'e' || peek() == 'E') {
      at = start;
      throw error("a whole number");
    }
    try {
      return Long.valueOf(text.substring(start, at));
    } catch (NumberFormatException tooLarge) {
      at = start;
      throw error("a number below 2^63");
    }
  }

  private String string() throws JsonFormatException {
    expect('"');
    StringBuilder value = new StringBuilder();
    while (peek() != '"') {
      char c = next();
      if (c < ' ') {
        at--;
        throw error("no control character in a string");
      }
      value.append(c == '\\' ? escape() : c);
    }
    at++;
    requirePairedSurrogates(value);
    return value.toString();
  }

  private char escape() throws JsonFormatException {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          int digit = Character.digit(peek(), 16);
          if (digit < 0 || peek() > 'f') {
            throw error("four hexadecimal digits");
          }
          code = code << 4 | digit;
          at++;
        }
        yield (char) code;
      }
      default -> {
        at--;
        throw error("a known escape");
      }
    };
  }

  private void requirePairedSurrogates(CharSequence value) throws JsonFormatException {
    for (int i = 0; i < value.length(); i++) {
      boolean pair =
          i + 1 < value.length() && Character.isSurrogatePair(value.charAt(i), value.charAt(i + 1));
      if (pair) {
        i++;
      } else if (Character.isSurrogate(value.charAt(i))) {
        throw error("no half of a surrogate pair in the string before");
      }
    }
  }

  /** The next character, or NUL at the end (NUL is not valid anywhere). */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private char next() throws JsonFormatException {
    if (at >= text.length()) {
      throw error("the rest of a string");
    }
    return text.charAt(at++);
  }

  private boolean accept(char wanted) {
    if (peek() != wanted) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(char wanted) throws JsonFormatException {
    if (!accept(wanted)) {
      throw error("'" + wanted + "'");
    }
  }

  private void skipSpace() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
      at++;
    }
  }

  private JsonFormatException error(String expected) {
    String found =
        at < text.length() ? WeightsFormatException.quote(text.substring(at, at + 1)) : "its end";
    return new JsonFormatException(
        subject
            + " is not the JSON it should be: at character "
            + at
            + " "
            + expected
            + " was expected, found "
            + found);
  }

  /** A string as JSON writes it, with its quotation marks. */
  public static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
