package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.kernels.library.DeviceLimits;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.tensor.spi.DeviceType;
import java.util.List;
import java.util.Map;

/** A made-up family of shipped kernel files on a made-up processor. */
final class TestLadders {
  static final String FAMILY = "made-up";
  static final KernelVariant SMALL = KernelVariant.of("gemm/02_tiled.cl").with("TILE", 8);
  static final KernelVariant LARGE = KernelVariant.of("gemm/02_tiled.cl").with("TILE", 16);
  static final KernelVariant NAIVE = KernelVariant.of("gemm/01_naive.cl");
  static final KernelVariant TOO_LARGE = KernelVariant.of("gemm/02_tiled.cl").group(64, 64);

  private TestLadders() {}

  static DeviceLimits limits() {
    return new DeviceLimits(
        "processor", "1.0", DeviceType.CPU, 2, 8, 1024, 1 << 20, 1L << 32, 1L << 31);
  }

  static Ladders of(KernelVariant... variants) {
    return new Ladders(limits(), Map.of(FAMILY, List.of(variants)));
  }

  static Ladders all() {
    return of(NAIVE, SMALL, LARGE, TOO_LARGE);
  }

  static ShapeClass shape(String sizes) {
    return new ShapeClass(FAMILY, sizes);
  }

  /** What a tuner on this processor would have written. */
  static TuningEntry entry(ShapeClass shape, KernelVariant variant) {
    return new TuningEntry(
        TunedDevice.of(limits()),
        shape,
        all().sources(FAMILY),
        variant.name(),
        1_000,
        NAIVE.name(),
        2_000,
        60,
        "2026-11-25T22:00:00Z",
        "facenet4j 0.1.0");
  }
}
