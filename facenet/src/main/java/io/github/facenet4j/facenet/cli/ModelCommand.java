package io.github.facenet4j.facenet.cli;

import picocli.CommandLine.Command;

/**
 * Looks at weights files and rewrites them; its verbs are {@code info}, {@code convert}, {@code
 * diff}.
 */
@Command(
    name = "model",
    description = "Look at weights files, convert them, compare them.",
    synopsisSubcommandLabel = "info | convert | diff",
    subcommands = {ModelInfoCommand.class, ModelConvertCommand.class, ModelDiffCommand.class})
final class ModelCommand extends Verb {
  @Override
  protected void run() {
    throw usage("Say what to do with a model: info, convert or diff");
  }
}
