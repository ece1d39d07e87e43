/**
 * Benchmarks and what they measured.
 *
 * <p>Read {@link io.github.facenet4j.bench.Workloads} and {@link
 * io.github.facenet4j.bench.Stopwatch} first. May import everything. Invariant: a rate stands
 * beside the device, the shape and the machine's own peak, measured in the same run.
 */
package io.github.facenet4j.bench;
