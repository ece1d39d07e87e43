/**
 * The ceilings of the processor, measured by running: multiply-adds from registers alone, and
 * copies that no cache holds.
 *
 * <p>Read {@link io.github.facenet4j.bench.roofline.Roofline} first. May import the JDK and {@code
 * bench.vector}. Invariant: probes compute on as many threads as the device they are compared with.
 */
package io.github.facenet4j.bench.roofline;
