package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.image.FaceTemplate;
import io.github.facenet4j.facenet.image.Resizer;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.InputSpec;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The form of FaceNet's table 4, right: faces are cut out with so many pixels, then brought to the
 * size that the network takes. LFW's photographs show a face on about 100×100 pixels, so larger
 * crops hold no more than those.
 */
@Command(
    name = "image-size",
    mixinStandardHelpOptions = true,
    description = "VAL against the number of pixels that a face is seen with (table 4).")
final class ImageSizeCommand extends Experiment {
  private static final int LEAST = 64;
  private static final int MOST = 1 << 20;

  @Option(
      names = "--pixels",
      split = ",",
      paramLabel = "N",
      description = "Pixels of a crop; default ${DEFAULT-VALUE}.")
  private int[] pixels = {1600, 6400, 14400, 25600, 65536};

  @Override
  void check() {
    requireWithin("--pixels", pixels, LEAST, MOST);
  }

  @Override
  ExperimentTable measure(Bench bench, Map<String, Object> facts) {
    return new ExperimentTable(
        "image-size",
        "Each face was cut out with that many pixels, then brought to the network's size: the form"
            + " of table 4 of FaceNet (Schroff et al. 2015). LFW shows a face on about 100×100.",
        "pixels",
        "pixels",
        facts,
        rows(bench, pixels, count -> input -> seenWith(count, input, bench)));
  }

  private static AlignedFaces seenWith(int pixels, InputSpec input, Bench bench) {
    FaceTemplate whole = input.faceTemplate();
    double scale = Math.sqrt(pixels / ((double) whole.width() * whole.height()));
    int columns = (int) Math.round(whole.width() * scale);
    int rows = (int) Math.round(whole.height() * scale);
    FaceTemplate seen = whole.central(whole.width(), columns, rows);
    AlignedFaces small = AlignedFaces.located(bench.landmarks(), seen);
    return image -> {
      RgbImage crop = small.crop(image);
      return Resizer.resize(crop, input.width(), input.height(), Resizer.Filter.TRIANGLE);
    };
  }
}
