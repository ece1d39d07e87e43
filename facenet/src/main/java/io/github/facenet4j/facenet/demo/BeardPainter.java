package io.github.facenet4j.facenet.demo;

import static io.github.facenet4j.facenet.demo.Curves.smooth;
import static io.github.facenet4j.facenet.demo.Curves.square;

/** Moustache, chin and cheek hair, and brows-to-jaw stubble as their thin forms. */
final class BeardPainter implements FeaturePainter {
  private final SyntheticPerson person;
  private final SyntheticPerson.Beard beard;
  private final int texture;
  private final double half;

  BeardPainter(SyntheticPerson person, Capture.Expression expression) {
    this.person = person;
    this.beard = person.beard();
    this.texture = (int) person.seed() * 31 + 17;
    this.half = person.mouth().width() * (1 + 0.15 * Math.max(0, expression.smile()));
  }

  @Override
  public void paint(Texel t) {
    if (beard.moustache() == 0 || t.y < 0) {
      return;
    }
    double side = Math.abs(t.x);
    double mouthY = person.mouth().y();
    double noseY = person.nose().tip() + 0.03;
    double s = side / half;
    double lip = mouthY - person.mouth().upper() - 0.01;
    double moustache =
        smooth(noseY, noseY + 0.06, t.y)
            * smooth(lip + 0.05 + 0.08 * s * s, lip + 0.08 * s * s, t.y)
            * smooth(1.30, 1.05, s)
            * (t.z > 0 ? 1 : 0);
    double mouthRing = square(t.x / (half * 1.02)) + square((t.y - mouthY - 0.01) / 0.115);
    double clear = smooth(0.85, 1.1, mouthRing);
    double goatee =
        smooth(1.0, 0.7, square(t.x / (half * 1.05)) + square((t.y - 0.85) / 0.26)) * clear;
    double inner = mouthY - 0.05;
    double reach = Math.min(1, side / 0.62);
    double edge = inner + (beard.line() - inner) * reach - 0.25 * reach * reach * reach * reach;
    double jaw = smooth(edge - 0.03, edge + 0.05, t.y) * clear;
    double frame = smooth(half * 1.0, half * 1.2, side) + smooth(0.72, 0.8, t.y);
    jaw *= Math.min(1, frame);
    double alpha =
        Math.max(
            beard.moustache() * moustache, Math.max(beard.chin() * goatee, beard.cheeks() * jaw));
    if (alpha <= 0) {
      return;
    }
    double hairs = Curves.noise(t.x * 42, t.y * 20, texture);
    t.blend(beard.colour().scale(0.75 + 0.5 * hairs), Math.min(1, alpha * (0.75 + 0.5 * hairs)));
    t.gloss *= 1 - 0.7 * alpha;
  }
}
