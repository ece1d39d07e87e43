package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.gallery.Gallery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Removes people from a gallery. */
@Command(name = "remove", description = "Remove people with all of their faces.")
final class GalleryRemoveCommand extends Verb {
  @Mixin private GalleryOption gallery;

  @Parameters(paramLabel = "NAME", arity = "1..*", description = "People.")
  private List<String> names;

  @Override
  protected void run() throws IOException {
    Path folder = gallery.folder();
    try (Gallery open = Gallery.open(folder, Gallery.modelOf(folder))) {
      for (String name : names) {
        int faces = open.remove(name);
        if (faces == 0) {
          throw new IOException(
              "Nobody in gallery '"
                  + folder
                  + "' is named '"
                  + name
                  + "'; see 'facenet gallery list'");
        }
        out().println("removed " + name + " (" + faces + " faces)");
      }
    }
  }
}
