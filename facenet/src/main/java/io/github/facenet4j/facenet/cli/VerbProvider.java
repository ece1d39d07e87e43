package io.github.facenet4j.facenet.cli;

/**
 * A verb of another module, found through {@link java.util.ServiceLoader} when that module is on
 * the class path.
 */
public interface VerbProvider {

  /** What the verb is called. */
  String name();

  /** A new one for each command line. */
  Verb verb();
}
