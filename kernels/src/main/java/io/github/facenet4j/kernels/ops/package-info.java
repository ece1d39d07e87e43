/**
 * The op families of the OpenCL backend: each turns a validated spec into kernel launches.
 *
 * <p>Read {@link io.github.facenet4j.kernels.ops.OpenClGemmOps} and {@link
 * io.github.facenet4j.kernels.ops.OpenClMetricOps} first. May import {@code kernels.library},
 * {@code kernels.tuning} and {@code io.github.facenet4j.tensor}. Invariant: ops only append
 * launches to the device's queue; nothing here waits for the device or reads from it.
 */
package io.github.facenet4j.kernels.ops;
