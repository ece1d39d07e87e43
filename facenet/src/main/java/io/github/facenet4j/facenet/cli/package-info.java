/**
 * The command line: one class a verb, data on standard output, talk on standard error.
 *
 * <p>Read {@link io.github.facenet4j.facenet.cli.Verb} and {@link
 * io.github.facenet4j.facenet.cli.Verbs} first. May import everything of {@code facenet}, {@code
 * nn} and {@code tensor}, and picocli, Gson, FastCSV and progressbar. Invariant: a verb either
 * writes complete data and exits with 0, or says in one line on standard error what failed and what
 * to do, and exits with 1 (it could not be done) or 2 (it was asked wrongly).
 */
package io.github.facenet4j.facenet.cli;
