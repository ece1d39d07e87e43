/** Tensors, the contract of backends, the oracle and the pure-JVM backend, weights files. */
module io.github.facenet4j.tensor {
  // There where the JVM is started with --add-modules jdk.incubator.vector.
  requires static jdk.incubator.vector;

  exports io.github.facenet4j.tensor;
  exports io.github.facenet4j.tensor.check;
  exports io.github.facenet4j.tensor.io;
  exports io.github.facenet4j.tensor.spi;

  uses io.github.facenet4j.tensor.spi.BackendProvider;
  uses io.github.facenet4j.tensor.spi.RowDots;
  uses io.github.facenet4j.tensor.cpu.KernelSet;

  provides io.github.facenet4j.tensor.spi.BackendProvider with
      io.github.facenet4j.tensor.reference.ReferenceProvider,
      io.github.facenet4j.tensor.cpu.CpuProvider;
  provides io.github.facenet4j.tensor.spi.RowDots with
      io.github.facenet4j.tensor.cpu.CpuRowDots;
  provides io.github.facenet4j.tensor.cpu.KernelSet with
      io.github.facenet4j.tensor.cpu.vector.VectorKernels;
}
