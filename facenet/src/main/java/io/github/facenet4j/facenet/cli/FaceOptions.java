package io.github.facenet4j.facenet.cli;

import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.data.LandmarkTable;
import io.github.facenet4j.facenet.net.InputSpec;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How a verb gets aligned faces out of image files. */
final class FaceOptions {
  @ArgGroup private final Source source = new Source();

  /** At most one of these. */
  private static final class Source {
    @Option(
        names = "--aligned",
        description = "The images are aligned crops of the network's size (the default).")
    private boolean aligned;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "The images lie below this folder, whose landmarks.csv says where faces are.")
    private Path folder;

    @Option(
        names = "--landmarks",
        paramLabel = "FILE",
        description = "A landmark table; the images lie below its folder.")
    private Path table;
  }

  /** Files to crops for a network with that input. */
  AlignedFaces faces(InputSpec input) {
    Path table = source.folder == null ? source.table : source.folder.resolve("landmarks.csv");
    return table == null
        ? AlignedFaces.alreadyAligned(input.width(), input.height())
        : AlignedFaces.located(LandmarkTable.read(table), input.faceTemplate());
  }
}
