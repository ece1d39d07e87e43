package io.github.facenet4j.kernels.library;

/** Turns a source into a kernel on one device. */
@FunctionalInterface
public interface KernelCompiler {

  /**
   * Compiles a variant.
   *
   * @param source the variant's file
   * @throws RuntimeException that carries the build log when the source does not compile
   */
  Kernel compile(KernelSource source, KernelVariant variant);
}
