package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.gallery.Gallery;
import io.github.facenet4j.facenet.gallery.GalleryCheck;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks for damage in a gallery. */
@Command(
    name = "check",
    description =
        "Read every byte of a gallery and say what is damaged; exit code 1 when something is.")
final class GalleryCheckCommand extends Verb {
  @Mixin private GalleryOption gallery;

  @Option(
      names = "--repair",
      description = "Keep what is whole; the damaged gallery stays beside it, as DIR.damaged.")
  private boolean repair;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  protected void run() throws IOException {
    Path folder = gallery.folder();
    GalleryCheck found = repair ? Gallery.repair(folder) : Gallery.check(folder);
    if (json) {
      out().println(Json.of(found));
    } else {
      found.damages().forEach(out()::println);
      String lost = found.lost() < 0 ? "an unknown number" : Long.toString(found.lost());
      out()
          .println(
              found.isSound()
                  ? "sound: " + found.faces() + " faces"
                  : found.faces() + " faces are whole, " + lost + " lost");
    }
    out().flush();
    if (!found.isSound() && !repair) {
      throw new IOException("Gallery '" + folder + "' is damaged; --repair keeps what is whole");
    }
  }
}
