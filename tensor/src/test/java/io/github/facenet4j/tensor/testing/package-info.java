/**
 * What the tests of all modules share: the comparison of a backend with the oracle, and the way to
 * the data folder.
 *
 * <p>Read {@link io.github.facenet4j.tensor.testing.BackendParity} and {@link
 * io.github.facenet4j.tensor.testing.OpRun} first. May import the JDK, JUnit, {@code
 * io.github.facenet4j.tensor}, its {@code spi} and {@code reference}. Invariant: every bound is
 * derived from the length of the sums and the magnitudes that went into them, never guessed.
 */
package io.github.facenet4j.tensor.testing;
