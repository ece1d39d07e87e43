package io.github.facenet4j.kernels.tuning;

import io.github.facenet4j.kernels.library.KernelVariant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Measured choices that hold on one open device: shape class → variant. Immutable.
 *
 * <p>An entry of another device, or one that was measured with other kernels, is ignored: the
 * family's default holds there, as it does for shapes that were never measured.
 */
public final class TuningTable {
  /** No choice. */
  public static final TuningTable EMPTY = new TuningTable(Map.of(), 0, 0);

  private final Map<ShapeClass, KernelVariant> variants;
  private final int ofOtherDevices;
  private final int ofOtherKernels;

  private TuningTable(
      Map<ShapeClass, KernelVariant> variants, int ofOtherDevices, int ofOtherKernels) {
    this.variants = variants;
    this.ofOtherDevices = ofOtherDevices;
    this.ofOtherKernels = ofOtherKernels;
  }

  /** What of these entries holds on the device of these ladders; of equal shapes the last. */
  public static TuningTable of(List<TuningEntry> entries, Ladders ladders) {
    TunedDevice device = TunedDevice.of(ladders.limits());
    Map<String, String> sources = new HashMap<>();
    Map<ShapeClass, KernelVariant> variants = new HashMap<>();
    int otherDevices = 0;
    int otherKernels = 0;
    for (TuningEntry entry : entries) {
      String family = entry.shape().family();
      if (!entry.device().equals(device)) {
        otherDevices++;
        continue;
      }
      Optional<KernelVariant> variant =
          VariantChoices.named(entry.variant(), ladders.fitting(family));
      String current = sources.computeIfAbsent(family, ladders::sources);
      if (variant.isEmpty() || !entry.sources().equals(current)) {
        otherKernels++;
        continue;
      }
      variants.put(entry.shape(), variant.get());
    }
    return new TuningTable(Map.copyOf(variants), otherDevices, otherKernels);
  }

  /** The measured variant of a class; the class is not asked for where the table is empty. */
  public Optional<KernelVariant> variant(Supplier<ShapeClass> shape) {
    return variants.isEmpty() ? Optional.empty() : Optional.ofNullable(variants.get(shape.get()));
  }

  /** How many classes have a choice. */
  public int size() {
    return variants.size();
  }

  /** One line: how many choices hold, how many do not and why. */
  public String summary() {
    StringBuilder line = new StringBuilder(variants.size() + " measured choices in use");
    if (ofOtherDevices > 0) {
      line.append("; ").append(ofOtherDevices).append(" of another device or driver ignored");
    }
    if (ofOtherKernels > 0) {
      line.append("; ")
          .append(ofOtherKernels)
          .append(" measured with other kernels ignored, run 'facenet tune' again");
    }
    return line.toString();
  }
}
