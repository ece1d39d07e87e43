/**
 * OpenCL devices, memory, queue and compiler behind the backend contract.
 *
 * <p>Read {@link io.github.facenet4j.kernels.opencl.OpenClBackend} and {@link
 * io.github.facenet4j.kernels.opencl.OpenClQueue} first. May import JOCL, {@code kernels.library},
 * {@code kernels.ops} and {@code tensor}. Invariant: this is the one package that names {@code
 * org.jocl}, and no class of it is touched before {@link
 * io.github.facenet4j.kernels.opencl.OpenClLibrary} has found the native library.
 */
package io.github.facenet4j.kernels.opencl;
