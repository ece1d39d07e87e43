package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import org.junit.jupiter.api.Test;

class MainTest {

  @Test
  void helpNamesEveryVerb() {
    CommandLineRun run = CommandLineRun.of("--help");

    assertEquals(0, run.code(), run.err());
    Verbs.neededBy().keySet().forEach(verb -> assertTrue(run.out().contains("\n  " + verb), verb));
  }

  @Test
  void everyVerbHasHelpOfItsOwn() {
    for (String verb : Verbs.neededBy().keySet()) {
      CommandLineRun run = CommandLineRun.of(verb, "--help");

      assertEquals(0, run.code(), run.err());
      assertTrue(run.out().contains("facenet " + verb), run.out());
    }
  }

  @Test
  void noVerbIsAskedWrongly() {
    CommandLineRun run = CommandLineRun.of();

    assertEquals(2, run.code());
    assertEquals(1, run.talk().size(), run.err());
  }

  @Test
  void unknownVerbAndUnknownOptionAreAskedWronglyInOneLine() {
    for (String[] arguments : new String[][] {{"embedd"}, {"devices", "--jsn"}, {"describe"}}) {
      CommandLineRun run = CommandLineRun.of(arguments);

      assertEquals(2, run.code(), run.err());
      assertEquals("", run.out());
      assertEquals(1, run.talk().size(), run.err());
      assertTrue(run.err().contains("--help"), run.err());
    }
  }

  @Test
  void verbosePrintsTheStackTraceOfAFailure() {
    CommandLineRun run = CommandLineRun.of("describe", "nn5", "--verbose");

    assertEquals(1, run.code());
    assertTrue(run.err().contains("\tat "), run.err());
  }

  @Test
  void unwritableStandardOutputIsAFailure() {
    StringWriter err = new StringWriter();
    Writer full =
        new Writer() {
          @Override
          public void write(char[] text, int from, int count) throws java.io.IOException {
            throw new java.io.IOException("No space left on device");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };

    int code = Main.run(new PrintWriter(full), new PrintWriter(err), "devices", "--json");

    assertEquals(1, code);
    assertTrue(err.toString().contains("Standard output cannot be written"), err.toString());
  }
}
