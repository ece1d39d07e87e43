package io.github.facenet4j.bench.roofline;

import io.github.facenet4j.kernels.library.Kernel;
import io.github.facenet4j.kernels.library.KernelVariant;
import io.github.facenet4j.kernels.library.WorkSize;
import io.github.facenet4j.kernels.opencl.OpenClBackend;
import io.github.facenet4j.tensor.spi.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a launch costs on an OpenCL device before a kernel computes anything.
 *
 * @param toFinishNanos from the call that enqueues an empty kernel to the end of the wait for it,
 *     median
 * @param inTurnNanos of one of many empty kernels that are enqueued one after the other and waited
 *     for once, median of rounds
 */
public record LaunchCost(double toFinishNanos, double inTurnNanos) {
  private static final int ALONE = 201;
  private static final int ROUNDS = 5;
  private static final int IN_TURN = 1000;

  /** Measures, some tens of milliseconds; nothing where kernels are not launched. */
  public static Optional<LaunchCost> of(Backend backend) {
    return backend instanceof OpenClBackend openCl
        ? Optional.of(measure(openCl))
        : Optional.empty();
  }

  private static LaunchCost measure(OpenClBackend backend) {
    Kernel empty = backend.runtime().kernel(KernelVariant.of("probe/empty.cl").group(1));
    nanosOfOne(backend, empty, IN_TURN); // compiles the host's side too
    List<Double> alone = new ArrayList<>();
    for (int i = 0; i < ALONE; i++) {
      alone.add(nanosOfOne(backend, empty, 1));
    }
    List<Double> inTurn = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      inTurn.add(nanosOfOne(backend, empty, IN_TURN));
    }
    return new LaunchCost(Roofline.median(alone), Roofline.median(inTurn));
  }

  private static double nanosOfOne(OpenClBackend backend, Kernel empty, int launches) {
    long start = System.nanoTime();
    for (int i = 0; i < launches; i++) {
      empty.launch("launch cost", WorkSize.of(1));
    }
    backend.finish();
    double nanos = (double) (System.nanoTime() - start) / launches;
    backend.drainTimings(); // event times of nothing
    return nanos;
  }
}
