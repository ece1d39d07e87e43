/**
 * Neural networks as trees of layers with hand-written gradients.
 *
 * <p>Read {@link io.github.facenet4j.nn.Layer} and {@link io.github.facenet4j.nn.Pass} first. May
 * import the JDK, {@code io.github.facenet4j.tensor} and {@code io.github.facenet4j.tensor.spi}; no
 * backend by name. Invariant: a layer keeps nothing of a call, so one network serves several
 * threads, each with its own {@code Pass} and scope.
 */
package io.github.facenet4j.nn;
