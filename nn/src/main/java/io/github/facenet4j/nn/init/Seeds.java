package io.github.facenet4j.nn.init;

import java.util.SplittableRandom;

/** Random streams that follow from a seed and a name, independent of the order of use. */
public final class Seeds {
  private Seeds() {}

  /** The stream of this name under this seed (the name enters through 64-bit FNV-1a). */
  public static SplittableRandom random(long seed, String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    // Splitting scrambles the sum: neighbouring seeds of one name give unrelated streams.
    return new SplittableRandom(hash + seed * 0x9e3779b97f4a7c15L).split();
  }

  /**
   * A standard normal value (Box and Muller 1958); spelled out so that it is the same on every JVM.
   */
  public static double gaussian(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
  }
}
