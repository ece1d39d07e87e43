package io.github.facenet4j.facenet.demo;

import io.github.facenet4j.facenet.demo.Capture.Backdrop;
import io.github.facenet4j.facenet.demo.Capture.Camera;
import io.github.facenet4j.facenet.demo.Capture.Cover;
import io.github.facenet4j.facenet.demo.Capture.Expression;
import io.github.facenet4j.facenet.demo.Capture.Light;
import io.github.facenet4j.facenet.demo.Capture.Occlusion;
import io.github.facenet4j.facenet.demo.Capture.Pose;
import java.util.SplittableRandom;

/** Draws the circumstances of one picture from a seed. */
final class CaptureGenerator {
  private final long seed;
  private final CaptureRange range;
  private final SplittableRandom random;

  CaptureGenerator(long seed, CaptureRange range) {
    this.seed = seed;
    this.range = range;
    this.random = new SplittableRandom(Curves.scatter(seed + 0x2545F4914F6CDD1DL));
  }

  Capture capture() {
    return new Capture(
        seed,
        new Pose(central(range.yaw()), central(range.pitch()), central(range.roll())),
        light(),
        expression(),
        occlusion(),
        backdrop(),
        camera());
  }

  private Light light() {
    double wild = range.light();
    double contrast = between(0.25, 0.75);
    double strength = 1.12 + wild * between(-0.38, 0.25);
    Rgb key = cast(0.16 * wild).scale(strength * contrast);
    Rgb ambient = cast(0.22 * wild).scale(strength * (1 - contrast) * 0.95);
    return new Light(
        -0.3 + wild * between(-0.8, 1.4),
        -0.45 + wild * between(-0.45, 0.75),
        between(0.4, 1),
        key,
        ambient);
  }

  private Expression expression() {
    double amount = range.expression();
    double smile = amount * between(-0.4, 1);
    double open = chance(0.35 * amount) ? between(0.2, 1) : 0;
    double closed = chance(0.12 * amount) ? between(0.7, 1) : amount * between(0, 0.35);
    return new Expression(
        smile,
        open,
        closed,
        amount * between(-1, 1),
        amount * between(-1, 1),
        amount * between(-0.6, 0.6));
  }

  private Occlusion occlusion() {
    Cover cover = chance(range.occlusion()) ? Cover.values()[1 + random.nextInt(4)] : Cover.NONE;
    double angle = between(-0.4, 3.54);
    return new Occlusion(cover, between(0, 1), angle, cloth());
  }

  private Backdrop backdrop() {
    Rgb top = cloth();
    return new Backdrop(top, top.mix(cloth(), between(0.2, 1)), between(0.1, 1), cloth());
  }

  private Camera camera() {
    double framing = range.framing();
    double blur = range.blur() * random.nextDouble() * random.nextDouble();
    return new Camera(
        1 + central(1.6 * framing),
        central(framing),
        central(framing),
        blur,
        range.noise() * random.nextDouble(),
        1 + 0.18 * central(range.light()),
        1 + 0.22 * central(range.light()));
  }

  private Rgb cloth() {
    double value = between(0.12, 0.9);
    return new Rgb(value * between(0.5, 1.1), value * between(0.5, 1.1), value * between(0.5, 1.1));
  }

  private Rgb cast(double spread) {
    double warm = central(spread);
    return new Rgb(1 + warm, 1 + central(spread * 0.3), 1 - warm);
  }

  private double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** Triangular on −limit to limit: small deviations are the common ones. */
  private double central(double limit) {
    return limit * (random.nextDouble() + random.nextDouble() - 1);
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }
}
