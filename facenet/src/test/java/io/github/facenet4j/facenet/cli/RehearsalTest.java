package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The run that the launcher archives classes of. */
class RehearsalTest {
  @TempDir private Path folder;

  @Test
  void everyVerbSucceedsOnEveryNetworkAndNothingIsLeftBehind() throws IOException {
    Rehearsal.rehearse(folder);

    assertEquals(0, folder.toFile().list().length);
  }
}
