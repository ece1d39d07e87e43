/**
 * The leaves of a network: each file holds one layer's formula, shapes, forward and backward.
 *
 * <p>Read {@link io.github.facenet4j.nn.layer.Linear} and {@link
 * io.github.facenet4j.nn.layer.Conv2d} first. May import {@code nn}, {@code nn.init} and the tensor
 * module. Invariant: gradient lines use the letters of the formula above them, dx for the gradient
 * of x.
 */
package io.github.facenet4j.nn.layer;
