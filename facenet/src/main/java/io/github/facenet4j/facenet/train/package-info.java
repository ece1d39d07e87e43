/**
 * Training a network with the triplet loss: batches of identities, the step, checkpoints.
 *
 * <p>Read {@link io.github.facenet4j.facenet.train.Trainer} and {@link
 * io.github.facenet4j.facenet.train.IdentityBatchSampler} first. May import {@code nn}, {@code
 * tensor}, {@code facenet.net}, {@code facenet.data}, {@code facenet.image} and {@code
 * facenet.eval}. Invariant: everything random is a function of the seed and the step number, so a
 * run that was interrupted continues as if it had not been.
 */
package io.github.facenet4j.facenet.train;
