package io.github.facenet4j.facenet.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Entry point of {@code bin/facenet}. Exit codes: 0 done, 1 failed, 2 asked wrongly. */
@Command(
    name = "facenet",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "FaceNet in Java: face embeddings on OpenCL devices or the JVM alone.",
    synopsisSubcommandLabel = "VERB",
    footer = "bin/facenet bench measures speed; its module is built when it is first asked for.")
public final class Main implements Runnable {
  private static final int FAILED = 1;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Main() {}

  /**
   * Runs one verb and ends the process with its exit code.
   *
   * @param arguments the verb and its options
   */
  public static void main(String[] arguments) {
    // Straight to the descriptors in UTF-8: System.out follows the locale.
    PrintWriter out = writer(FileDescriptor.out);
    PrintWriter err = writer(FileDescriptor.err);
    int code = run(out, err, arguments);
    out.flush();
    err.flush();
    System.exit(code);
  }

  private static PrintWriter writer(FileDescriptor descriptor) {
    return new PrintWriter(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }

  /**
   * Runs one verb.
   *
   * @return the exit code
   */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine line = new CommandLine(new Main());
    Verbs.neededBy(arguments)
        .forEach(
            (name, verb) -> {
              CommandLine command = new CommandLine(verb.get());
              command.getCommandSpec().mixinStandardHelpOptions(true);
              line.addSubcommand(name, command);
            });
    line.setOut(out).setErr(err);
    EnumNames.acceptAnySpelling(line);
    Endings endings = new Endings();
    line.setParameterExceptionHandler(endings).setExecutionExceptionHandler(endings);
    try {
      return line.execute(arguments);
    } catch (StackOverflowError | OutOfMemoryError | LinkageError broken) {
      // picocli hands over exceptions only.
      err.println("facenet: " + Failures.explain(broken));
      err.flush();
      return FAILED;
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a verb, such as 'devices' or 'embed'");
  }

  /**
   * What a mistake and a failure print, and their exit codes. A class, because picocli's classes
   * are so old that interfaces of theirs that a lambda implements stay out of the archive of
   * classes.
   */
  private static final class Endings
      implements IParameterExceptionHandler, IExecutionExceptionHandler {
    @Override
    public int handleParseException(ParameterException mistake, String[] arguments) {
      CommandLine line = mistake.getCommandLine();
      String name = line.getCommandSpec().qualifiedName();
      line.getErr()
          .println(name + ": " + Failures.explain(mistake) + ". See '" + name + " --help'.");
      line.getErr().flush();
      return CommandLine.ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine line, ParseResult result) {
      PrintWriter err = line.getErr();
      err.println(line.getCommandSpec().qualifiedName() + ": " + Failures.explain(failure));
      if (line.getCommand() instanceof Verb verb && verb.isVerbose()) {
        failure.printStackTrace(err);
      }
      err.flush();
      return FAILED;
    }
  }

  /** The version in the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"facenet4j " + (version == null ? "(not packaged)" : version)};
    }
  }
}
