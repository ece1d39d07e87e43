/**
 * The ceilings of a device, measured by running: multiply-adds from registers alone, copies that no
 * cache holds, and what a launch costs.
 *
 * <p>Read {@link io.github.facenet4j.bench.roofline.Roofline} first. May import the JDK, {@code
 * bench.vector}, {@code kernels} and {@code tensor}. Invariant: probes compute on the device that
 * they are compared with, on as many threads as it has.
 */
package io.github.facenet4j.bench.roofline;
