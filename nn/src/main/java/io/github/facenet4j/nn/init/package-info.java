/**
 * First values of parameters.
 *
 * <p>Read {@link io.github.facenet4j.nn.init.Initializer} and {@link
 * io.github.facenet4j.nn.init.Seeds}. May import the JDK and {@code io.github.facenet4j.tensor}.
 * Invariant: the values of a parameter follow from the seed and its name alone, not from the order
 * of construction or the device.
 */
package io.github.facenet4j.nn.init;
