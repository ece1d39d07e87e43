/**
 * What a network asks of a device, as data: the calls that are worth tuning.
 *
 * <p>Read {@link io.github.facenet4j.facenet.tune.NetworkCalls} first. May import {@code nn},
 * {@code tensor} and {@code facenet.net}. Invariant: a call is listed because the network makes it,
 * not because somebody wrote it down.
 */
package io.github.facenet4j.facenet.tune;
