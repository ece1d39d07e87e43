package io.github.facenet4j.facenet.report;

/** Escapes text for HTML; nothing gets into a page around it. */
final class Html {
  private Html() {}

  /** Text for an element or a quoted attribute. Control characters other than blanks vanish. */
  static String text(String raw) {
    StringBuilder escaped = new StringBuilder(raw.length() + 16);
    raw.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                case '\n', '\t' -> escaped.append(' ');
                default -> {
                  boolean lone = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
                  if (!Character.isISOControl(c) && !lone) {
                    escaped.appendCodePoint(c);
                  }
                }
              }
            });
    return escaped.toString();
  }

  /** An element with escaped text. */
  static String element(String name, String text) {
    return "<" + name + ">" + text(text) + "</" + name + ">\n";
  }
}
