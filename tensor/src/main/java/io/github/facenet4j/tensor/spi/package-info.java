/**
 * The backend contract: what a device must offer, in small op families whose calls take one spec
 * record each.
 *
 * <p>Read {@link io.github.facenet4j.tensor.spi.Backend} and {@link
 * io.github.facenet4j.tensor.spi.Conv2dSpec} first. May import the JDK and {@code
 * io.github.facenet4j.tensor}. Invariant: the formulas in the Javadoc of the op families are the
 * definition; every backend agrees with the {@code reference} backend to a derived bound.
 *
 * <p>Conventions of all ops: activations are NHWC, row-major; convolution filters are
 * [kernelHeight, kernelWidth, inChannels/groups, outChannels] (HWIO); outputs are given by the
 * caller and never alias inputs unless the op says so; a backend may return before the work is
 * done, and {@code Tensor.read…} waits for it. Activation gradients are assigned, parameter
 * gradients are added.
 */
package io.github.facenet4j.tensor.spi;
