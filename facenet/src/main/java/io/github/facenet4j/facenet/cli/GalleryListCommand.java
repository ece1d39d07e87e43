package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.gallery.Gallery;
import io.github.facenet4j.facenet.gallery.GalleryPerson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the people of a gallery. */
@Command(name = "list", description = "List the people of a gallery and how many faces each has.")
final class GalleryListCommand extends Verb {
  @Mixin private GalleryOption gallery;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  protected void run() throws IOException {
    Path folder = gallery.folder();
    try (Gallery open = Gallery.openReadOnly(folder, Gallery.modelOf(folder))) {
      List<GalleryPerson> people = open.people();
      if (json) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", open.model().id());
        fields.put("faces", open.size());
        fields.put("people", people);
        out().println(Json.of(fields));
      } else {
        people.forEach(person -> out().printf("%6d  %s%n", person.faces(), person.name()));
        say("facenet: %d people, %d faces".formatted(people.size(), open.size()));
      }
    }
  }
}
