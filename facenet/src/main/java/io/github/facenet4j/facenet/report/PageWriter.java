package io.github.facenet4j.facenet.report;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;

/** Turns a report's parts into one HTML page. */
final class PageWriter {
  /** Rows of the table that goes with a chart. */
  private static final int TABLE_ROWS = 25;

  /** Nothing may be loaded from anywhere; what the page holds may run and show. */
  private static final String POLICY =
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
          + "base-uri 'none'; form-action 'none'";

  private static final String RESOURCES = "io/github/facenet4j/facenet/report/";

  private final String title;
  private final String lead;
  private final List<HtmlReport.Section> sections;
  private final List<Chart> charts = new ArrayList<>();
  private final StringBuilder html = new StringBuilder();

  PageWriter(String title, String lead, List<HtmlReport.Section> sections) {
    this.title = title;
    this.lead = lead;
    this.sections = sections;
  }

  String page() {
    ChartLibrary library = new ChartLibrary();
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.append("<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.append("<meta name=\"color-scheme\" content=\"light dark\">\n");
    html.append(Html.element("title", title));
    html.append("<style>\n" + library.style() + "\n");
    html.append(ChartLibrary.resource(RESOURCES + "report.css") + "</style>\n</head>\n<body>\n");
    html.append("<header>\n" + Html.element("h1", title));
    html.append("<p class=\"lead\">" + Html.text(lead) + "</p>\n</header>\n<main>\n");
    html.append("<noscript><p class=\"note\">Charts need JavaScript; their numbers are in the ");
    html.append("tables under them.</p></noscript>\n");
    sections.forEach(this::section);
    html.append("</main>\n");
    html.append("<script type=\"application/json\" id=\"charts\">" + data() + "</script>\n");
    // The licence's own text is fixed and holds no comment end; the webjar is pinned by version.
    html.append("<script>/*\nuPlot\n" + library.licence() + "\n*/\n" + library.script());
    html.append("</script>\n<script>\n" + ChartLibrary.resource(RESOURCES + "report.js"));
    html.append("</script>\n</body>\n</html>\n");
    return html.toString();
  }

  private void section(HtmlReport.Section section) {
    html.append("<section>\n" + Html.element("h2", section.title()));
    boolean grid = false;
    for (Part part : section.parts()) {
      if (part instanceof Chart != grid) {
        grid = !grid;
        html.append(grid ? "<div class=\"charts\">\n" : "</div>\n");
      }
      part(part);
    }
    html.append(grid ? "</div>\n</section>\n" : "</section>\n");
  }

  private void part(Part part) {
    if (part instanceof Chart chart) {
      chart(chart);
    } else if (part instanceof Gallery gallery) {
      gallery(gallery);
    } else if (part instanceof Prose prose) {
      html.append(Html.element("p", prose.text()));
    } else if (part instanceof Table table) {
      table(table);
    } else if (part instanceof Tiles tiles) {
      tiles(tiles);
    }
  }

  private void tiles(Tiles tiles) {
    html.append("<dl class=\"tiles\">\n");
    for (Tiles.Tile tile : tiles.tiles()) {
      html.append("<div><dt>" + Html.text(tile.label()) + "</dt>\n");
      html.append("<dd>" + Html.text(tile.value()) + "</dd>\n");
      if (!tile.note().isEmpty()) {
        html.append("<dd class=\"note\">" + Html.text(tile.note()) + "</dd>\n");
      }
      html.append("</div>\n");
    }
    html.append("</dl>\n");
  }

  private void table(Table table) {
    String kind = table.columns() == Table.Columns.FIGURES ? "figures" : "words";
    html.append("<div class=\"scroll\"><table class=\"" + kind + "\">\n");
    html.append(Html.element("caption", table.caption()));
    if (!table.header().isEmpty()) {
      html.append("<thead><tr>");
      table.header().forEach(cell -> html.append("<th scope=\"col\">" + Html.text(cell) + "</th>"));
      html.append("</tr></thead>\n");
    }
    html.append("<tbody>\n");
    for (List<String> row : table.rows()) {
      html.append("<tr><th scope=\"row\">" + Html.text(row.get(0)) + "</th>");
      row.subList(1, row.size()).forEach(cell -> html.append("<td>" + Html.text(cell) + "</td>"));
      html.append("</tr>\n");
    }
    html.append("</tbody></table></div>\n");
  }

  private void gallery(Gallery gallery) {
    html.append("<figure class=\"gallery\">\n" + Html.element("figcaption", gallery.caption()));
    html.append("<div class=\"groups\">\n");
    for (Gallery.Group group : gallery.groups()) {
      html.append("<div class=\"group\"><div>");
      for (Gallery.Picture picture : group.pictures()) {
        String source = Pictures.dataUri(picture.image());
        String description = Html.text(picture.description());
        html.append("<img src=\"" + source + "\" alt=\"" + description + "\" title=\"");
        html.append(description + "\">");
      }
      html.append("</div>");
      html.append(group.label().isEmpty() ? "" : "<span>" + Html.text(group.label()) + "</span>");
      html.append("</div>\n");
    }
    html.append("</div></figure>\n");
  }

  private void chart(Chart chart) {
    int number = charts.size();
    charts.add(chart);
    html.append("<figure class=\"chart\">\n" + Html.element("figcaption", chart.title()));
    html.append("<div class=\"plot\" id=\"chart-" + number + "\" role=\"img\" aria-label=\"");
    html.append(Html.text(chart.title()) + "\"></div>\n");
    if (!chart.note().isEmpty()) {
      html.append("<p class=\"note\">" + Html.text(chart.note()) + "</p>\n");
    }
    html.append("<details><summary>Numbers</summary>\n");
    table(numbers(chart));
    html.append("</details>\n</figure>\n");
  }

  private static Table numbers(Chart chart) {
    List<String> header = new ArrayList<>();
    header.add(chart.xLabel());
    chart.series().forEach(series -> header.add(series.label()));
    double[] x = chart.x();
    int shown = Math.min(TABLE_ROWS, x.length);
    List<List<String>> rows = new ArrayList<>();
    for (int row = 0; row < shown; row++) {
      int i = shown == 1 ? 0 : (int) ((long) row * (x.length - 1) / (shown - 1));
      List<String> cells = new ArrayList<>();
      cells.add(Figures.of(x[i]));
      chart.series().forEach(series -> cells.add(Figures.of(series.values()[i])));
      rows.add(cells);
    }
    String caption =
        shown < x.length ? shown + " of " + x.length + " points" : "all " + x.length + " points";
    return new Table(caption, header, rows, Table.Columns.FIGURES);
  }

  /** All charts as JSON that may stand inside a script element: Gson escapes {@code <} and co. */
  private String data() {
    JsonArray all = new JsonArray();
    for (Chart chart : charts) {
      JsonObject object = new JsonObject();
      object.addProperty("xLabel", chart.xLabel());
      object.addProperty("yLabel", chart.yLabel());
      object.addProperty("yRange", chart.yRange().name());
      object.add("x", numbers(chart.x()));
      JsonArray series = new JsonArray();
      for (Chart.Series one : chart.series()) {
        JsonObject entry = new JsonObject();
        entry.addProperty("label", one.label());
        entry.addProperty("role", one.role().name());
        entry.addProperty("style", one.style().name());
        entry.add("values", numbers(one.values()));
        series.add(entry);
      }
      object.add("series", series);
      all.add(object);
    }
    return new Gson().toJson(all);
  }

  /** Six significant digits are more than a screen shows; gaps are null. */
  private static JsonArray numbers(double[] values) {
    JsonArray array = new JsonArray(values.length);
    for (double value : values) {
      JsonElement element =
          Double.isFinite(value) ? new JsonPrimitive((float) value) : JsonNull.INSTANCE;
      array.add(element);
    }
    return array;
  }
}
