package io.github.facenet4j.facenet.report;

import io.github.facenet4j.tensor.io.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One page: a title, a lead, and sections of {@link Part}s in the order they were added.
 *
 * <p>The result is a single file without references: scripts, styles, data and pictures are inside
 * it. It follows the reader's light or dark setting, fits a phone, and without JavaScript still
 * shows every number and picture.
 */
public final class HtmlReport {

  /** A section while it is being filled. */
  record Section(String title, List<Part> parts) {}

  private final String title;
  private final String lead;
  private final List<Section> sections = new ArrayList<>();

  /**
   * An empty report.
   *
   * @param title of the page
   * @param lead one or two sentences under it
   */
  public HtmlReport(String title, String lead) {
    this.title = title;
    this.lead = lead;
  }

  /** Adds a section. */
  public HtmlReport section(String heading, Part... parts) {
    return section(heading, List.of(parts));
  }

  /** Adds a section. */
  public HtmlReport section(String heading, List<? extends Part> parts) {
    sections.add(new Section(heading, List.copyOf(parts)));
    return this;
  }

  /** The page. */
  public String html() {
    return new PageWriter(title, lead, sections).page();
  }

  /**
   * Writes the page in one step: the file is there whole or not at all.
   *
   * @param file its folder is created when it is missing
   */
  public void write(Path file) throws IOException {
    Path target = file.toAbsolutePath();
    Files.createDirectories(target.getParent());
    AtomicFile.replace(target, html());
  }
}
