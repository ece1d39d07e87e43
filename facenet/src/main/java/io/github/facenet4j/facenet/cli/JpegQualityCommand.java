package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.image.ImageFiles;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The form of FaceNet's table 4, left: photographs are compressed once more as JPEG of some quality
 * before faces are cut out of them. LFW's are JPEG files already.
 */
@Command(
    name = "jpeg-quality",
    mixinStandardHelpOptions = true,
    description = "VAL against the quality of JPEG that photographs were stored in (table 4).")
final class JpegQualityCommand extends Experiment {
  @Option(
      names = "--qualities",
      split = ",",
      paramLabel = "Q",
      description = "1 to 100; default ${DEFAULT-VALUE}.")
  private int[] qualities = {10, 20, 30, 40, 50, 60, 70, 80, 90};

  @Override
  void check() {
    requireWithin("--qualities", qualities, 1, 100);
  }

  @Override
  ExperimentTable measure(Bench bench, Map<String, Object> facts) {
    return new ExperimentTable(
        "jpeg-quality",
        "Each photograph was compressed once more as JPEG of that quality before its face was cut"
            + " out: the form of table 4 of FaceNet (Schroff et al. 2015).",
        "quality",
        "JPEG quality",
        facts,
        rows(
            bench,
            qualities,
            quality ->
                input ->
                    AlignedFaces.located(
                        bench.landmarks(),
                        input.faceTemplate(),
                        photo -> ImageFiles.decode(ImageFiles.toJpeg(photo, quality), "JPEG"))));
  }
}
