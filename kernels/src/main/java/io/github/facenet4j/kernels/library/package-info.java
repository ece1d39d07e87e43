/**
 * Kernels as data: sources, variants with their constraints, and the cache of compiled kernels.
 *
 * <p>Read {@link io.github.facenet4j.kernels.library.KernelVariant} and {@link
 * io.github.facenet4j.kernels.library.KernelRuntime} first. May import the JDK and {@code
 * io.github.facenet4j.tensor}. Invariant: nothing here names an OpenCL binding, and a variant that
 * breaks a limit of the device is refused before it is compiled.
 */
package io.github.facenet4j.kernels.library;
