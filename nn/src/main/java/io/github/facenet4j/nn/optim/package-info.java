/**
 * Parameter updates and learning-rate schedules.
 *
 * <p>Read {@link io.github.facenet4j.nn.optim.Optimizer} and {@link
 * io.github.facenet4j.nn.optim.Adam} first. May import {@code nn} and the tensor module. Invariant:
 * an update runs on the device and copies nothing; its state is named after the parameter it
 * belongs to.
 */
package io.github.facenet4j.nn.optim;
