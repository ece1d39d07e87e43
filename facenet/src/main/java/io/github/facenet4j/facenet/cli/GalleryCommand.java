package io.github.facenet4j.facenet.cli;

import picocli.CommandLine.Command;

/** Keeps the faces of named people. */
@Command(
    name = "gallery",
    description = "Keep the faces of named people: add, remove, list, check.",
    synopsisSubcommandLabel = "add | remove | list | check",
    subcommands = {
      GalleryAddCommand.class,
      GalleryRemoveCommand.class,
      GalleryListCommand.class,
      GalleryCheckCommand.class
    })
final class GalleryCommand extends Verb {
  @Override
  protected void run() {
    throw usage("Say what to do with a gallery: add, remove, list or check");
  }
}
