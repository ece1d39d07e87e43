package io.github.facenet4j.facenet.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

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

  /** Standard error as lines. */
  java.util.List<String> talk() {
    return err.lines().toList();
  }
}
