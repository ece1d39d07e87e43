/**
 * Checks a device while it works: some op calls are repeated on the oracle.
 *
 * <p>Read {@link io.github.facenet4j.tensor.check.SelfCheckingBackend} and {@code RepeatedCall}
 * first. May import the JDK, {@code io.github.facenet4j.tensor} and {@code
 * io.github.facenet4j.tensor.spi}. Invariant: what the device computes is the same bits with and
 * without checks.
 */
package io.github.facenet4j.tensor.check;
