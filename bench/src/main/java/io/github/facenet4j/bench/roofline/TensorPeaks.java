package io.github.facenet4j.bench.roofline;

import io.github.facenet4j.kernels.library.Kernel;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.kernels.ops.TensorCoreProbe;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.Tensor;
import io.github.facenet4j.tensor.spi.Backend;
import io.github.facenet4j.tensor.spi.Precision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a device's matrix instructions reach from registers, by precision of the operands: {@code
 * probe/tensor_peak.cl}.
 *
 * @param gflops billions of operations a second, median; empty of a device without them
 * @param refusals why there is no peak of a precision
 */
public record TensorPeaks(Map<Precision, Double> gflops, Map<Precision, String> refusals) {
  private static final String NAME = "tensor peak";
  private static final int WARP = 32;
  private static final int GROUP = 256;
  private static final int GROUPS_OF_A_UNIT = 16;
  private static final int CHAINS = 8;
  private static final int CHECKED_ROUNDS = 3;
  private static final int FIRST_ROUNDS = 64;
  private static final int MOST_ROUNDS = 1 << 20;
  private static final int SAMPLES = 5;
  private static final long NANOS_OF_A_SAMPLE = 5_000_000;

  /** Rows and columns of C that an instruction adds to. */
  private static final int TILE = 16 * 8;

  /** Copies the maps. */
  public TensorPeaks {
    gflops = Collections.unmodifiableMap(new TreeMap<>(gflops));
    refusals = Collections.unmodifiableMap(new TreeMap<>(refusals));
  }

  /**
   * Measures, some tens of milliseconds for each precision that the device has; nothing on a
   * processor.
   */
  public static TensorPeaks of(Backend backend) {
    Map<Precision, Double> gflops = new EnumMap<>(Precision.class);
    Map<Precision, String> refusals = new EnumMap<>(Precision.class);
    for (Precision precision : List.of(Precision.TF32, Precision.BF16, Precision.FP16)) {
      if (backend instanceof OpenClBackend openCl && !openCl.runtime().limits().isCpu()) {
        new TensorCoreProbe(openCl.runtime(), backend)
            .ptxRefusal()
            .or(() -> measure(openCl, precision, variant(precision), gflops))
            .ifPresent(why -> refusals.put(precision, why));
      } else {
        refusals.put(precision, "not a GPU of OpenCL");
      }
    }
    return new TensorPeaks(gflops, refusals);
  }

  static KernelVariant variant(Precision precision) {
    return KernelVariant.of("probe/tensor_peak.cl")
        .with("GROUP", GROUP)
        .with("PRECISION", precision.ordinal())
        .group(GROUP);
  }

  /** Adds the peak, or says why there is none: instructions that do not build or compute. */
  static Optional<String> measure(
      OpenClBackend backend,
      Precision precision,
      KernelVariant variant,
      Map<Precision, Double> gflops) {
    int items = backend.runtime().limits().computeUnits() * GROUPS_OF_A_UNIT * GROUP;
    try (MemoryScope scope = MemoryScope.root(backend, NAME)) {
      Kernel kernel = backend.runtime().kernel(variant);
      Tensor out = scope.floats(Shape.of(items));
      nanos(backend, kernel, CHECKED_ROUNDS, 0, out);
      float expected = 4f * CHAINS * depth(precision) * CHECKED_ROUNDS;
      for (float sum : out.readFloats()) {
        if (sum != expected) {
          return Optional.of(variant.name() + " builds but gives other results");
        }
      }
      int rounds = FIRST_ROUNDS;
      while (rounds < MOST_ROUNDS && nanos(backend, kernel, rounds, 1, out) < NANOS_OF_A_SAMPLE) {
        rounds *= 2;
      }
      List<Double> samples = new ArrayList<>();
      for (int i = 0; i < SAMPLES; i++) {
        samples.add(rate(precision, items, rounds, nanos(backend, kernel, rounds, 1, out)));
      }
      gflops.put(precision, Roofline.median(samples));
      return Optional.empty();
    } catch (RuntimeException refused) {
      return Optional.of(String.valueOf(refused.getMessage()).lines().findFirst().orElse(""));
    }
  }

  /** Billions of operations a second, a multiply-add counting two. */
  static double rate(Precision precision, long items, int rounds, long nanos) {
    return 2.0 * items / WARP * CHAINS * TILE * depth(precision) * rounds / nanos;
  }

  /** Terms that an instruction adds to each sum. */
  private static int depth(Precision precision) {
    return precision == Precision.TF32 ? 8 : 16;
  }

  private static long nanos(
      OpenClBackend backend, Kernel kernel, int rounds, int noise, Tensor out) {
    backend.finish();
    long start = System.nanoTime();
    kernel.launch(NAME, WorkSize.of(out.shape().elements()), rounds, noise, out);
    backend.finish();
    long nanos = System.nanoTime() - start;
    backend.drainTimings();
    return nanos;
  }

  /** The peak of the instructions that a kernel variant is made of; by its name. */
  public Optional<Double> of(String variant) {
    return variant.contains("tensor_core")
        ? gflops.entrySet().stream()
            .filter(each -> (variant + " ").contains(" PRECISION=" + each.getKey().ordinal() + " "))
            .map(Map.Entry::getValue)
            .findFirst()
        : Optional.empty();
  }
}
