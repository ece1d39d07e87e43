/**
 * What OpenCL tests share.
 *
 * <p>Read {@link io.github.facenet4j.kernels.testing.TestDevice}. May import all of {@code kernels}
 * and JUnit. Invariant: a test that needs a device and has none is skipped with the reason, or
 * fails where {@code facenet4j.test.opencl} is {@code required}.
 */
package io.github.facenet4j.kernels.testing;
