package io.github.facenet4j.facenet.cli;

import picocli.CommandLine.Command;

/** The questions of FaceNet's tables 4 to 6, asked of any model on LFW. */
@Command(
    name = "experiment",
    description = "Measure what FaceNet's tables 4 to 6 show, for any model on LFW.",
    synopsisSubcommandLabel = "jpeg-quality | image-size | embedding-size | training-size",
    subcommands = {
      JpegQualityCommand.class,
      ImageSizeCommand.class,
      EmbeddingSizeCommand.class,
      TrainingSizeCommand.class
    })
final class ExperimentCommand extends Verb {
  @Override
  protected void run() {
    throw usage("Say which experiment: jpeg-quality, image-size, embedding-size or training-size");
  }
}
