/**
 * The oracle: every op of the contract as the plainest loops that compute its formula, in double
 * precision. It is written to be read and to be compared with, and is never optimised.
 *
 * <p>Read {@link io.github.facenet4j.tensor.reference.ReferenceBackend} and {@code ReferenceConv}
 * first; there is one class per op family. May import the JDK, {@code io.github.facenet4j.tensor}
 * and {@code io.github.facenet4j.tensor.spi}. Invariant: the loops have the order and the letters
 * of the formulas in the contract's Javadoc, every value is a double, and nothing is done twice to
 * save time or once to save memory.
 */
package io.github.facenet4j.tensor.reference;
