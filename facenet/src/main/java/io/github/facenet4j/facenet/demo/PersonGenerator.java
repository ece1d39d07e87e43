package io.github.facenet4j.facenet.demo;

import io.github.facenet4j.facenet.demo.SyntheticPerson.Beard;
import io.github.facenet4j.facenet.demo.SyntheticPerson.Brows;
import io.github.facenet4j.facenet.demo.SyntheticPerson.Eyes;
import io.github.facenet4j.facenet.demo.SyntheticPerson.Glasses;
import io.github.facenet4j.facenet.demo.SyntheticPerson.Hair;
import io.github.facenet4j.facenet.demo.SyntheticPerson.Hairline;
import io.github.facenet4j.facenet.demo.SyntheticPerson.Head;
import io.github.facenet4j.facenet.demo.SyntheticPerson.Lens;
import io.github.facenet4j.facenet.demo.SyntheticPerson.Mouth;
import io.github.facenet4j.facenet.demo.SyntheticPerson.Nose;
import io.github.facenet4j.facenet.demo.SyntheticPerson.Skin;
import io.github.facenet4j.facenet.demo.SyntheticPerson.Strand;
import java.util.SplittableRandom;

/**
 * Draws a person's parameters from a seed.
 *
 * <p>Two hidden variables make faces coherent rather than a bag of parts: {@code rugged} correlates
 * jaw, brows and beard, {@code age} greys hair and deepens folds. Everything else is independent.
 */
final class PersonGenerator {
  private static final Rgb[] SKIN = {
    Rgb.hex(0xF3D5C0),
    Rgb.hex(0xE8BE9E),
    Rgb.hex(0xD9A47E),
    Rgb.hex(0xBF8660),
    Rgb.hex(0x976243),
    Rgb.hex(0x6B432E),
    Rgb.hex(0x4A2E21)
  };
  private static final Rgb[] HAIR = {
    Rgb.hex(0x17130F),
    Rgb.hex(0x2B1D14),
    Rgb.hex(0x4A2F1D),
    Rgb.hex(0x6B4527),
    Rgb.hex(0x9A6B3A),
    Rgb.hex(0xCBA468),
    Rgb.hex(0xE0C58E),
    Rgb.hex(0x8F3B1E),
    Rgb.hex(0xB5562A)
  };
  private static final Rgb GREY = Rgb.hex(0xB9B5AE);
  private static final Rgb[] IRIS = {
    Rgb.hex(0x2E1C10),
    Rgb.hex(0x4B2E18),
    Rgb.hex(0x6E4A22),
    Rgb.hex(0x7C7A3A),
    Rgb.hex(0x4F7B57),
    Rgb.hex(0x5B87A8),
    Rgb.hex(0x3F6FA3),
    Rgb.hex(0x8A97A0)
  };
  private static final Rgb[] FRAMES = {
    Rgb.hex(0x16161A),
    Rgb.hex(0x3A2416),
    Rgb.hex(0x7A2230),
    Rgb.hex(0x22406B),
    Rgb.hex(0x9C7A32),
    Rgb.hex(0x8D9298)
  };

  private final long seed;
  private final SplittableRandom random;
  private final double rugged;
  private final double age;

  PersonGenerator(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(Curves.scatter(seed + 0x5851F42D4C957F2DL));
    this.rugged = random.nextDouble();
    this.age = random.nextDouble() * random.nextDouble();
  }

  SyntheticPerson person() {
    Head head = head();
    int complexion = random.nextInt(1000);
    Skin skin = skin(complexion / 999.0);
    Rgb natural = hairColour(complexion / 999.0);
    Eyes eyes = eyes(complexion / 999.0);
    Brows brows = brows(natural);
    Nose nose = nose();
    Mouth mouth = mouth(skin.tone());
    Hair hair = hair(natural);
    Beard beard = beard(natural, mouth);
    return new SyntheticPerson(
        seed, head, skin, eyes, brows, nose, mouth, hair, beard, glasses(eyes));
  }

  private Head head() {
    return new Head(
        between(0.62, 0.76),
        between(1.10, 1.24),
        lean(0.80, 0.97, rugged),
        lean(0.40, 0.62, rugged),
        between(0.95, 1.07),
        between(0.3, 1.0),
        between(0.2, 1.0));
  }

  private Skin skin(double complexion) {
    Rgb tone = along(SKIN, complexion);
    double warm = between(-0.025, 0.025);
    tone = new Rgb(tone.r() + warm, tone.g(), tone.b() - warm);
    double freckles = complexion < 0.45 && chance(0.25) ? between(0.3, 1) : 0;
    return new Skin(
        tone,
        between(0.1, 1) * (1 - 0.6 * complexion),
        freckles,
        between(-0.5, 0.5),
        between(0.15, 0.8),
        chance(0.3) ? between(0.018, 0.035) : 0,
        age);
  }

  private Rgb hairColour(double complexion) {
    int last = complexion > 0.55 ? 2 : complexion > 0.35 ? 5 : HAIR.length;
    Rgb colour = HAIR[random.nextInt(last)].mix(HAIR[random.nextInt(last)], between(0, 0.35));
    return colour.mix(GREY, Curves.smooth(0.35, 0.8, age));
  }

  private Eyes eyes(double complexion) {
    int last = complexion > 0.55 ? 3 : IRIS.length;
    Rgb iris = IRIS[random.nextInt(last)].mix(IRIS[random.nextInt(last)], between(0, 0.3));
    return new Eyes(
        between(0.265, 0.345),
        between(-0.02, 0.09),
        between(0.120, 0.170),
        between(0.34, 0.58),
        between(-0.10, 0.22),
        iris,
        between(0.44, 0.54),
        between(0, 1),
        lean(0.030, 0.012, rugged),
        between(0.1, 1.0),
        between(-0.015, 0.015));
  }

  private Brows brows(Rgb natural) {
    return new Brows(
        lean(0.235, 0.165, rugged),
        between(0.145, 0.200),
        lean(0.020, 0.050, rugged),
        between(0.0, 0.05),
        between(-0.02, 0.06),
        between(0.55, 0.95),
        natural.scale(between(0.55, 0.8)),
        between(-0.012, 0.012));
  }

  private Nose nose() {
    return new Nose(
        between(0.33, 0.45),
        between(0.120, 0.205),
        between(0.045, 0.085),
        between(0.12, 0.24),
        between(-0.03, 0.05),
        between(0, 1),
        between(-0.025, 0.025));
  }

  private Mouth mouth(Rgb tone) {
    double paint = chance(0.25 * (1.4 - rugged)) ? between(0.4, 0.9) : 0;
    Rgb bare = tone.times(new Rgb(0.86, 0.62, 0.60)).mix(Rgb.hex(0xC0706A), between(0.1, 0.35));
    Rgb lipstick = new Rgb(between(0.55, 0.85), between(0.08, 0.3), between(0.15, 0.4)).scale(0.95);
    return new Mouth(
        between(0.585, 0.675),
        between(0.215, 0.315),
        between(0.030, 0.075),
        between(0.045, 0.100),
        between(0.1, 0.8),
        between(-0.02, 0.045),
        bare.mix(lipstick, paint),
        between(-0.02, 0.02));
  }

  private Hair hair(Rgb natural) {
    double roll = random.nextDouble();
    boolean receded = age > 0.2 && rugged > 0.45 && chance(0.55);
    Hairline hairline =
        receded
            ? Hairline.RECEDED
            : Hairline.values()[(int) (roll * (Hairline.values().length - 1))];
    Strand strand = Strand.values()[random.nextInt(3)];
    boolean longHair = !receded && chance(0.75 - 0.6 * rugged);
    double volume =
        receded
            ? between(0.015, 0.035)
            : strand == Strand.CURLY ? between(0.08, 0.24) : between(0.05, 0.15);
    double dye = chance(0.06) ? between(0.4, 0.8) : 0;
    Rgb dyed = new Rgb(between(0.1, 0.9), between(0.1, 0.6), between(0.1, 0.9));
    return new Hair(
        hairline,
        strand,
        natural.mix(dyed, dye),
        between(-0.66, -0.50),
        (chance(0.5) ? 1 : -1) * between(0.25, 1),
        volume,
        longHair ? between(0.35, 0.9) : between(-0.15, 0.25),
        longHair ? between(0.6, 1.5) : -1);
  }

  private Beard beard(Rgb natural, Mouth mouth) {
    Rgb colour = natural.scale(0.8).mix(mouth.colour(), 0.12);
    double line = between(0.30, 0.52);
    if (rugged < 0.55 || chance(0.4)) {
      return new Beard(0, 0, 0, line, colour);
    }
    double density = between(0.15, 0.95);
    return switch (random.nextInt(4)) {
      case 0 -> new Beard(density, 0, 0, line, colour);
      case 1 -> new Beard(density, density, 0, line, colour);
      case 2 -> new Beard(density, density, density, line, colour);
      default -> new Beard(density * 0.3, density * 0.35, density * 0.3, line, colour);
    };
  }

  private Glasses glasses(Eyes eyes) {
    Lens lens = chance(0.75) ? Lens.NONE : chance(0.5) ? Lens.ROUND : Lens.SQUARE;
    double width = Math.min(between(0.18, 0.235), eyes.spacing() - 0.045);
    return new Glasses(
        lens,
        width,
        width * between(0.62, 0.9),
        between(0.008, 0.022),
        FRAMES[random.nextInt(FRAMES.length)]);
  }

  private double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** Half independent, half following a hidden variable. */
  private double lean(double low, double high, double hidden) {
    return low + (high - low) * (0.5 * hidden + 0.5 * random.nextDouble());
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  private static Rgb along(Rgb[] palette, double t) {
    double position = Curves.clamp(t, 0, 1) * (palette.length - 1);
    int i = Math.min((int) position, palette.length - 2);
    return palette[i].mix(palette[i + 1], position - i);
  }
}
