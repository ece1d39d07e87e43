package io.github.facenet4j.facenet.train;

import io.github.facenet4j.nn.optim.LossScale;
import io.github.facenet4j.tensor.spi.Precision;
import java.util.Locale;

/**
 * Whether and how a run scales its loss, see {@link LossScale}.
 *
 * @param initial factor of the first step
 * @param growthSteps good steps in a row after which it is doubled; 0 never changes it
 */
public record LossScaling(float initial, int growthSteps) {
  /** The loss as it is. */
  public static final LossScaling NONE = new LossScaling(1, 0);

  /** A factor that is halved and doubled as gradients allow. */
  public static final LossScaling DYNAMIC =
      new LossScaling(LossScale.INITIAL, LossScale.GROWTH_STEPS);

  /** Dynamic for half precision, whose range is narrow; none for the others. */
  public static LossScaling of(Precision precision) {
    return precision == Precision.FP16 ? DYNAMIC : NONE;
  }

  /**
   * Reads {@code none}, {@code dynamic} or a power of two, which is a factor that stays.
   *
   * @throws IllegalArgumentException when it is none of these
   */
  public static LossScaling parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "none" -> NONE;
      case "dynamic" -> DYNAMIC;
      default -> new LossScaling(number(text), 0);
    };
  }

  private static float number(String text) {
    try {
      return Float.parseFloat(text);
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(
          "A loss scale is none, dynamic or a power of two, such as 1024; got '" + text + "'.",
          notANumber);
    }
  }

  /** Whether the loss is scaled at all. */
  public boolean applies() {
    return !equals(NONE);
  }

  @Override
  public String toString() {
    return !applies() ? "none" : growthSteps > 0 ? "dynamic" : Long.toString((long) initial);
  }
}
