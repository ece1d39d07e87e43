/**
 * The same networks, weights and images on other engines, timed beside ours in one run.
 *
 * <p>Read {@link io.github.facenet4j.peers.Graph} and {@link io.github.facenet4j.peers.Peers}
 * first. May import everything, and the engines that it compares with. Invariant: an engine is
 * timed only after its embeddings agreed with ours.
 */
package io.github.facenet4j.peers;
