package io.github.facenet4j.facenet.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * One verb of the command line. Subclasses declare options and do the work in {@link #run()}; any
 * exception they let out becomes one line on standard error and exit code 1.
 */
public abstract class Verb implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--verbose", description = "Print the stack trace of a failure.")
  private boolean verbose;

  /** Does what was asked. */
  protected abstract void run() throws Exception;

  /** The exit code of a verb that did what was asked: 0, unless its result is to show there. */
  protected int exitCode() {
    return 0;
  }

  @Override
  public final Integer call() throws Exception {
    try {
      run();
    } catch (IllegalArgumentException failed) {
      // Where memory ends once more while resources are closed, the JVM throws the very same error
      // object, and a throwable that is to suppress itself says so in place of what happened.
      if (failed.getCause() instanceof OutOfMemoryError full) {
        throw full;
      }
      throw failed;
    }
    out().flush();
    if (out().checkError()) {
      throw new IOException("Standard output cannot be written: the result is incomplete");
    }
    return exitCode();
  }

  /** Standard output: data only. */
  protected final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Standard error: progress and explanations. */
  protected final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** One line of talk on standard error. */
  protected final void say(String line) {
    err().println(line);
    err().flush();
  }

  /**
   * Takes the options that a recipe says and the command line does not.
   *
   * @throws IOException when the recipe cannot be read
   */
  final void follow(String recipe) throws IOException {
    CommandLine line = spec.commandLine();
    List<String> arguments = Recipe.named(recipe).completed(line.getParseResult());
    line.parseArgs(arguments.toArray(String[]::new));
  }

  final boolean isVerbose() {
    return verbose;
  }

  /** A mistake in how the verb was asked: exit code 2. */
  protected final ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
