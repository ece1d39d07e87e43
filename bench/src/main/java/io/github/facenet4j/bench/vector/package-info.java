/**
 * Probes that need the Vector API, an incubator module.
 *
 * <p>Read {@link io.github.facenet4j.bench.vector.FmaPeak}. May import the JDK and {@code
 * roofline.Together}. Invariant: loaded only where {@code jdk.incubator.vector} is present.
 */
package io.github.facenet4j.bench.vector;
