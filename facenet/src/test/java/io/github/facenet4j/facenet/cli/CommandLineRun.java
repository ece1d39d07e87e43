package io.github.facenet4j.facenet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of the command line inside this JVM with captured streams.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
record CommandLineRun(int code, String out, String err) {

  static CommandLineRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new CommandLineRun(code, out.toString(), err.toString());
  }

  static CommandLineRun of(List<String> arguments) {
    return of(arguments.toArray(String[]::new));
  }

  /** Arguments and more arguments. */
  static List<String> line(List<String> first, String... more) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return all;
  }

  /** Standard error as lines. */
  List<String> talk() {
    return err.lines().toList();
  }

  /**
   * Asserts exit code 1, no data, and one line of talk that says why and is no accident.
   *
   * @param saidBefore what each line of talk before that one contains
   */
  static void fails(String because, List<String> arguments, String... saidBefore) {
    CommandLineRun run = of(arguments);
    assertEquals(1, run.code, run.err);
    assertEquals("", run.out);
    List<String> talk = run.talk();
    assertEquals(saidBefore.length + 1, talk.size(), run.err);
    for (int i = 0; i < saidBefore.length; i++) {
      assertTrue(talk.get(i).contains(saidBefore[i]), run.err);
    }
    String last = talk.get(saidBefore.length);
    assertTrue(last.matches("facenet " + arguments.get(0) + "( [a-z]+)?: .*"), run.err);
    assertTrue(last.contains(because), run.err);
    assertFalse(last.contains("unexpected"), run.err);
  }
}
