package io.github.facenet4j.facenet.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.gallery.Gallery;
import io.github.facenet4j.facenet.gallery.GalleryFace;
import io.github.facenet4j.facenet.gallery.GalleryModel;
import io.github.facenet4j.facenet.net.ModelMetadata;
import io.github.facenet4j.facenet.testing.Goldens;
import io.github.facenet4j.facenet.testing.TinyModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a browser: what a visitor does, and what is then to be seen. */
class ServedPageTest {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  @TempDir private Path folder;

  private static void requireNoError(Browser browser) {
    assertEquals("true", browser.run("return String(document.getElementById('error').hidden)"));
  }

  @Test
  void cropsAreComparedGroupedAndARunIsWatched() throws Exception {
    Path weights = TinyModels.save(folder.resolve("m.safetensors"), ModelMetadata.empty());
    Path a = TinyModels.crop(folder.resolve("a.png"), 1);
    Path b = TinyModels.crop(folder.resolve("b.png"), 2);
    Path run = Files.createDirectory(folder.resolve("run"));
    Files.writeString(run.resolve("metrics.csv"), "step,loss\n1,0.5\n2,0.25\n3,0.125\n4,0.");
    try (TestServer server =
            new TestServer(
                TestServer.local(1 << 20), weights, null, Optional.empty(), Optional.of(run));
        Browser browser = Browser.open(1000, 1100)) {
      browser.go(server.url());
      browser.await("#status", "facenet-tiny on cpu, threshold 1.3000");
      browser.choose("#drop-a input", a);
      browser.choose("#drop-b input", a);
      browser.await("#verdict .figure", "Same person: distance 0.0000");
      browser.await("#verdict .note", "false accept rate 0.001");
      browser.choose("#drop-b input", b);
      browser.await("#verdict .figure", "distance 0.");
      requireNoError(browser);
      browser.screenshot(SCREENSHOTS.resolve("compare-crops.png"));

      browser.click("#tab-groups");
      browser.choose("#drop-many input", a, b);
      browser.await("#clusters", "face");
      browser.await("#progress-text", "2 photos, 2 faces");
      requireNoError(browser);

      browser.click("#tab-training");
      browser.await("#run", "run: step ");
      browser.await("#curves figcaption", "loss");
      Files.writeString(run.resolve("metrics.csv"), "step,loss\n1,0.5\n2,0.25\n9,0.1\n");
      browser.await("#run", "step 9");
      requireNoError(browser);
      browser.screenshot(SCREENSHOTS.resolve("training.png"));

      browser.click("#tab-compare");
      Path text = Files.writeString(folder.resolve("text.jpg"), "no picture");
      browser.choose("#drop-a input", text);
      browser.await("#error", "is not an image");
    }
  }

  @Test
  void facesOfPhotographsAreOutlinedNamedAndGrouped() throws Exception {
    Path weights = Goldens.require("mobileface-v2.safetensors");
    Path detector = Goldens.require("mtcnn.safetensors");
    Path bush = Goldens.require("lfw/images/George_W_Bush/George_W_Bush_0001.jpg");
    Path other = Goldens.require("lfw/images/George_W_Bush/George_W_Bush_0010.jpg");
    Path powell = Goldens.require("lfw/images/Colin_Powell/Colin_Powell_0002.jpg");
    GalleryModel model = new GalleryModel("test", 256);
    Path people = folder.resolve("gallery");
    try (Gallery gallery = Gallery.open(people, model);
        TestServer server =
            new TestServer(
                TestServer.local(8 << 20),
                weights,
                detector,
                Optional.of(gallery),
                Optional.empty());
        Browser browser = Browser.open(1000, 1250)) {
      browser.go(server.url());
      browser.await("#status", "mobileface-v2 on cpu");
      browser.choose("#drop-a input", bush);
      browser.choose("#drop-b input", other);
      browser.await("#verdict .figure", "Same person");
      browser.screenshot(SCREENSHOTS.resolve("same-person.png"));
      browser.choose("#drop-b input", powell);
      browser.await("#verdict .figure", "Different people");
      requireNoError(browser);
      browser.screenshot(SCREENSHOTS.resolve("different-people.png"));

      String embedding =
          browser.run(
              "const r = new XMLHttpRequest(); r.open('GET', '/api/status', false);"
                  + " r.setRequestHeader('X-Facenet4j', '1'); r.send(); return r.responseText");
      assertTrue(embedding.contains("\"galleryFaces\":0"), embedding);
      browser.click("#tab-groups");
      browser.choose("#drop-many input", bush, other, powell);
      browser.await("#clusters", "2 faces");
      browser.await("#clusters", "1 face");
      requireNoError(browser);
      browser.screenshot(SCREENSHOTS.resolve("groups.png"));

      gallery.add(
          List.of(new GalleryFace("George W Bush", bush.toString(), "hash", server.embed(bush))));
      browser.click("#tab-identify");
      browser.choose("#drop-who input", other);
      browser.await("#people", "George W Bush");
      browser.choose("#drop-who input", powell);
      browser.await("#people", "unknown");
      requireNoError(browser);
      browser.screenshot(SCREENSHOTS.resolve("who-is-it.png"));
    }
  }
}
