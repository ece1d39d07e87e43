/** The OpenCL backend. Found as a service; only its tuning is used by name, by benchmarks. */
module io.github.facenet4j.kernels {
  requires io.github.facenet4j.tensor;
  requires jocl;

  exports io.github.facenet4j.kernels.library;
  exports io.github.facenet4j.kernels.opencl;
  exports io.github.facenet4j.kernels.ops;
  exports io.github.facenet4j.kernels.tuning;

  provides io.github.facenet4j.tensor.spi.BackendProvider with
      io.github.facenet4j.kernels.opencl.OpenClProvider;
}
