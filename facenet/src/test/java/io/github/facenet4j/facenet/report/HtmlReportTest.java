package io.github.facenet4j.facenet.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.report.Chart.Range;
import io.github.facenet4j.facenet.report.Chart.Role;
import io.github.facenet4j.facenet.report.Chart.Series;
import io.github.facenet4j.facenet.report.Chart.Style;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HtmlReportTest {
  private static final String HOSTILE =
      "</script><script>alert(1)</script><img src=x onerror='alert(2)'> \" onload=\"x ]]> <!-- & &amp;";

  @Test
  void isWellFormedWithEveryKindOfPart() throws Exception {
    Document page = parse(report("a title").html());
    assertEquals(1, page.getElementsByTagName("h1").getLength());
    assertEquals(2, page.getElementsByTagName("section").getLength());
    assertEquals(1, page.getElementsByTagName("dl").getLength());
    // A figure for each chart and gallery; a table for each table and chart.
    assertEquals(2, page.getElementsByTagName("figure").getLength());
    assertEquals(3, page.getElementsByTagName("table").getLength());
  }

  @Test
  void textFromOutsideStaysText() throws Exception {
    String harmless = report("name").html();
    Document page = parse(report(HOSTILE).html());
    for (String tag : List.of("script", "img", "style", "h1")) {
      int expected = parse(harmless).getElementsByTagName(tag).getLength();
      assertEquals(expected, page.getElementsByTagName(tag).getLength(), tag);
    }
    assertEquals(HOSTILE, page.getElementsByTagName("h1").item(0).getTextContent());
    assertEquals(HOSTILE, elements(page, "img").get(0).getAttribute("alt"));
    NodeList all = page.getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      assertFalse(((Element) all.item(i)).hasAttribute("onload"));
    }
  }

  @Test
  void controlCharactersAndBrokenSurrogatesVanish() {
    String broken = "a" + (char) 0 + "b" + (char) 0xD800 + "c" + (char) 27 + "\n😀";
    assertEquals("abc 😀", Html.text(broken));
  }

  @Test
  void refersToNothingOutsideItself() throws Exception {
    String html = report("a title").html();
    Document page = parse(html);
    NodeList all = page.getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      Element element = (Element) all.item(i);
      for (String attribute : List.of("href", "src", "srcset", "action", "data", "xlink:href")) {
        String target = element.getAttribute(attribute);
        assertTrue(target.isEmpty() || target.startsWith("data:"), attribute + " = " + target);
      }
      assertFalse(
          Stream.of("link", "iframe", "object", "embed").anyMatch(element.getTagName()::equals));
    }
    for (String loader :
        List.of(
            "@import", "url(", "fetch(", "XMLHttpRequest", "import(", "sendBeacon", "WebSocket")) {
      assertFalse(html.contains(loader), loader);
    }
    assertTrue(html.contains("default-src 'none'"));
  }

  @Test
  void carriesTheLibraryWithItsLicence() {
    String html = report("a title").html();
    assertTrue(html.contains("var uPlot="));
    assertTrue(html.contains("Copyright (c) 2022 Leon Sorokin"));
    assertTrue(html.contains("The above copyright notice and this permission notice"));
  }

  @Test
  void chartDataIsJsonWithGapsAsNull() throws Exception {
    String html = report(HOSTILE).html();
    String open = "<script type=\"application/json\" id=\"charts\">";
    int start = html.indexOf(open) + open.length();
    String json = html.substring(start, html.indexOf("</script>", start));
    JsonArray charts = JsonParser.parseString(json).getAsJsonArray();
    assertEquals(1, charts.size());
    JsonObject chart = charts.get(0).getAsJsonObject();
    assertEquals("[0.0,0.5,2.0]", chart.get("x").toString());
    JsonObject series = chart.get("series").getAsJsonArray().get(0).getAsJsonObject();
    assertEquals(HOSTILE, series.get("label").getAsString());
    assertEquals("[1.0,null,0.25]", series.get("values").toString());
    assertEquals("REFERENCE", series.get("style").getAsString());
  }

  @Test
  void picturesAreInsideThePageUnchanged() throws Exception {
    Element img = elements(parse(report("a title").html()), "img").get(0);
    String base64 = img.getAttribute("src").substring("data:image/png;base64,".length());
    BufferedImage image =
        ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
    int[] pixels = image.getRGB(0, 0, 2, 1, null, 0, 2);
    assertArrayEquals(new int[] {0xFF0A141E, 0xFFFF00C8}, pixels);
  }

  @Test
  void writesTheWholeFileAndLeavesNothingElse(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("new/report.html");
    HtmlReport report = report("a title");
    report.write(file);
    report.write(file);
    assertEquals(report.html(), Files.readString(file));
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void refusesToWriteOverAFolder(@TempDir Path folder) throws IOException {
    Path taken = Files.createDirectories(folder.resolve("report.html/inside")).getParent();
    assertThrows(IOException.class, () -> report("a title").write(taken));
    assertFalse(Files.exists(folder.resolve("report.html.part")));
  }

  @Test
  void refusesPartsThatDoNotFit() {
    assertThrows(IllegalArgumentException.class, () -> chart("short", new double[] {0, 1}));
    assertThrows(IllegalArgumentException.class, () -> chart("falls", new double[] {0, 2, 1}));
    assertThrows(
        IllegalArgumentException.class, () -> chart("no number", new double[] {0, Double.NaN, 2}));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Table(
                "ragged",
                List.of("a", "b"),
                List.of(List.of("1", "2"), List.of("1")),
                Table.Columns.FIGURES));
  }

  private static Chart chart(String name, double[] x) {
    double[] values = {1, Double.NaN, 0.25};
    Series series = new Series(name, Role.MAIN, Style.REFERENCE, values);
    return new Chart(name, name, name, x, name, Range.DATA, List.of(series));
  }

  private static HtmlReport report(String name) {
    RgbImage image = RgbImage.of(2, 1, new byte[] {10, 20, 30, (byte) 255, 0, (byte) 200});
    Gallery.Group group = new Gallery.Group(List.of(new Gallery.Picture(image, name)), name);
    return new HtmlReport(name, name)
        .section(
            name,
            new Tiles(List.of(new Tiles.Tile(name, name, name))),
            new Prose(name),
            chart(name, new double[] {0, 0.5, 2}),
            new Gallery(name, List.of(group)))
        .section(
            name,
            Table.facts(name, Map.of(name, name)),
            new Table(
                name, List.of(name, name), List.of(List.of(name, name)), Table.Columns.FIGURES));
  }

  private static List<Element> elements(Document page, String tag) {
    List<Element> elements = new ArrayList<>();
    NodeList nodes = page.getElementsByTagName(tag);
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  /** HTML as XML: script and style contents left out, void elements closed. */
  private static Document parse(String html) throws Exception {
    String xml =
        Pattern.compile("(<(script|style)[^>]*>).*?(</\\2>)", Pattern.DOTALL)
            .matcher(html)
            .replaceAll("$1$3")
            .replace("<!DOCTYPE html>", "")
            .replaceAll("<((?:meta|img) [^>]*)>", "<$1/>");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }
}
