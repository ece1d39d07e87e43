/**
 * Networks: what they take, their layers, their weights files, and the zoo.
 *
 * <p>Read {@link io.github.facenet4j.facenet.net.Network} and {@link
 * io.github.facenet4j.facenet.net.Architecture} first. May import {@code facenet.image}, {@code nn}
 * and {@code tensor}. Invariant: a network either holds exactly the tensors of its architecture,
 * each finite and of the right shape, or loading it has failed with the tensor's name.
 */
package io.github.facenet4j.facenet.net;
