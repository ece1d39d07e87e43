package io.github.facenet4j.facenet.demo;

import static io.github.facenet4j.facenet.demo.Curves.bell;
import static io.github.facenet4j.facenet.demo.Curves.square;

/** Complexion, marks and the soft relief of forehead, sockets, cheeks and chin. */
final class SkinPainter implements FeaturePainter {
  private final SyntheticPerson person;
  private final int texture;
  private final double smile;
  private final double[] blush;

  SkinPainter(SyntheticPerson person, Capture.Expression expression) {
    this.person = person;
    this.texture = (int) person.seed() * 31 + 7;
    this.smile = Math.max(0, expression.smile());
    double red = person.skin().blush();
    this.blush = new double[] {0.05 * red, 0.16 * red, 0.13 * red};
  }

  @Override
  public void paint(Texel t) {
    SyntheticPerson.Skin skin = person.skin();
    double mottle = 0.97 + 0.06 * Curves.noise(t.x * 9, t.y * 9, texture);
    t.r = skin.tone().r() * mottle;
    t.g = skin.tone().g() * mottle;
    t.b = skin.tone().b() * mottle;
    t.gloss = 0.10;
    if (t.z < 0) {
      return;
    }
    double side = Math.abs(t.x);
    SyntheticPerson.Head head = person.head();
    redden(t, bell(square((side - 0.40) / 0.30) + square((t.y - 0.30) / 0.26)));
    redden(t, 0.8 * bell(square(t.x / 0.16) + square((t.y - person.nose().tip()) / 0.14)));
    hill(t, 0, 0.86, 0.20, 0.16, 0.07 * head.chinBoss());
    hill(t, 0, 0.62, 0.34, 0.26, 0.05);
    double lift = 0.05 * smile;
    double cheek = 0.05 * head.cheekbone() + 0.05 * smile;
    hill(t, t.x < 0 ? -0.40 : 0.40, 0.24 - lift, 0.27, 0.22, cheek);
    SyntheticPerson.Eyes eyes = person.eyes();
    double socket = -0.02 - 0.035 * eyes.depth();
    double eye = t.x < 0 ? -eyes.spacing() : eyes.spacing();
    hill(t, eye, eyes.y(), 0.22, 0.17, socket);
    double hollow =
        bell(square((side - eyes.spacing()) / 0.21) + square((t.y - eyes.y() + 0.03) / 0.15));
    t.shade *= 1 - 0.22 * eyes.depth() * hollow;
    hill(t, 0, eyes.y() - 0.20, 0.55, 0.14, 0.02 * eyes.depth());
    folds(t, side);
    marks(t);
  }

  private void redden(Texel t, double amount) {
    t.multiply(1 - blush[0] * amount, 1 - blush[1] * amount, 1 - blush[2] * amount);
  }

  /** A bell-shaped rise of the surface; a negative height is a hollow. */
  private static void hill(Texel t, double cx, double cy, double rx, double ry, double height) {
    double dx = (t.x - cx) / rx;
    double dy = (t.y - cy) / ry;
    double q = dx * dx + dy * dy;
    if (q < 1) {
      double slope = -4 * height * (1 - q);
      t.bump(slope * dx / rx, slope * dy / ry);
    }
  }

  /** The crease from the wing of the nose past the corner of the mouth, and the tired eye. */
  private void folds(Texel t, double side) {
    double depth = 0.12 + 0.55 * person.skin().age() + 0.35 * smile;
    double top = person.nose().tip() - 0.02;
    double along = (t.y - top) / (person.mouth().y() + 0.06 - top);
    if (along > 0 && along < 1.1) {
      double line = person.nose().width() + 0.03 + (0.12 + 0.06 * smile) * along;
      double strength = depth * along * (1.1 - along) * 3;
      t.shade *= 1 - 0.26 * strength * bell(square((side - line) / 0.045));
    }
    SyntheticPerson.Eyes eyes = person.eyes();
    double bag =
        bell(
            square((side - eyes.spacing()) / (eyes.width() * 1.1))
                + square((t.y - eyes.y() - 0.13) / 0.035));
    t.shade *= 1 - (0.06 + 0.25 * person.skin().age()) * bag;
    double lines = person.skin().age() - 0.25;
    if (lines > 0 && t.y < -0.22 && t.y > -0.5 && side < 0.38) {
      double wave = (t.y + 0.05 * t.x * t.x) * 13;
      double valley = Math.abs(wave - Math.floor(wave) - 0.5);
      t.shade *= 1 - 0.35 * lines * Curves.smooth(0.16, 0.02, valley);
    }
  }

  private void marks(Texel t) {
    SyntheticPerson.Skin skin = person.skin();
    if (skin.freckles() > 0 && t.y > -0.05 && t.y < 0.5) {
      double zone = bell(square(t.x / 0.62) + square((t.y - 0.22) / 0.30));
      double spot = Curves.noise(t.x * 30, t.y * 30, texture + 1);
      double strength = skin.freckles() * zone * Curves.smooth(0.62, 0.8, spot);
      t.multiply(1 - 0.20 * strength, 1 - 0.32 * strength, 1 - 0.38 * strength);
    }
    if (skin.moleSize() > 0) {
      double distance =
          Math.sqrt(square(t.x - skin.moleX()) + square(t.y - skin.moleY())) - skin.moleSize();
      double alpha = 0.75 * Curves.cover(distance, Math.max(t.pixel, 0.012));
      t.blend(new Rgb(0.20, 0.11, 0.08), alpha);
    }
  }
}
