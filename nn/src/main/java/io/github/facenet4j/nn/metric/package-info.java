/**
 * Metric learning: distances of a batch, choice of triplets, triplet loss; all on the device.
 *
 * <p>Read {@link io.github.facenet4j.nn.metric.DistanceMatrix} and {@link
 * io.github.facenet4j.nn.metric.TripletLoss} first. May import the JDK and the tensor module.
 * Invariant: from the distances to the gradient nothing is read back; what a caller asks for
 * explicitly (statistics, chosen triplets) is copied then.
 */
package io.github.facenet4j.nn.metric;
