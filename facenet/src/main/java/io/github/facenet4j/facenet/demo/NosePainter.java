package io.github.facenet4j.facenet.demo;

import static io.github.facenet4j.facenet.demo.Curves.bell;
import static io.github.facenet4j.facenet.demo.Curves.smooth;
import static io.github.facenet4j.facenet.demo.Curves.square;

/**
 * The nose as a height field over the face: its slopes turn the normals, its height shifts it
 * against the face when the head turns, and it throws a shadow away from the light.
 */
final class NosePainter implements FeaturePainter {
  private final SyntheticPerson.Nose nose;
  private final View view;
  private final double root;

  NosePainter(SyntheticPerson person, View view) {
    this.nose = person.nose();
    this.view = view;
    this.root = person.eyes().y() - 0.12;
  }

  @Override
  public void paint(Texel t) {
    if (t.z <= 0 || t.y < root - 0.05 || t.y > nose.tip() + 0.24 || Math.abs(t.x) > 0.48) {
      return;
    }
    // A point that stands out by h is seen h·tan(yaw) to the side of the surface below it.
    double out = projection(t.y) * 0.8;
    double x = t.x - out * view.yawSin / Math.max(0.6, view.yawCos);
    double y = t.y + out * 0.6 * view.pitchSin;
    double step = 0.02;
    double here = height(x, y);
    double slopeX = (height(x + step, y) - height(x - step, y)) / (2 * step);
    double slopeY = (height(x, y + step) - height(x, y - step)) / (2 * step);
    t.bump(0.62 * slopeX, 0.62 * slopeY);
    double shadow = 0;
    for (int march = 1; march <= 2; march++) {
      double reach = 0.09 * march;
      double rise = view.lightZ * reach * 0.75;
      double blocked = height(x + view.lightX * reach, y + view.lightY * reach) - here - rise;
      shadow = Math.max(shadow, smooth(0, 0.06, blocked));
    }
    t.shade *= 1 - 0.30 * shadow;
    double tipGlow = bell(square(x / 0.09) + square((y - nose.tip() + 0.07) / 0.10));
    t.gloss += 0.16 * tipGlow;
    nostrils(t, x, y);
  }

  /** How far the ridge stands out at a height. */
  private double projection(double y) {
    double along = (y - root) / (nose.tip() - root);
    if (along <= 0) {
      return 0;
    }
    double ridge = nose.projection() * (0.22 + 0.78 * along * along);
    double hump = nose.hump() * bell(square((along - 0.42) / 0.35));
    double fall = smooth(nose.tip() + 0.07, nose.tip() - 0.04, y);
    return (ridge + hump) * smooth(0, 0.2, along) * fall;
  }

  private double height(double x, double y) {
    double along = Curves.clamp((y - root) / (nose.tip() - root), 0, 1);
    double half = nose.bridge() + (nose.width() - nose.bridge()) * along * along;
    double centre = nose.bend() * along;
    double ridge = bell(square((x - centre) / (half * 1.35)));
    double wingX = (Math.abs(x - centre) - nose.width() * 0.72) / (nose.width() * 0.42);
    double wingY = (y - nose.tip() + 0.03) / 0.085;
    double wings = 0.045 * bell(wingX * wingX + wingY * wingY);
    return projection(y) * ridge + wings;
  }

  private void nostrils(Texel t, double x, double y) {
    double side = Math.abs(x - nose.bend());
    double holeX = (side - nose.width() * 0.45) / (nose.width() * 0.36);
    double holeY = (y - nose.tip() - 0.005) / (0.022 + 0.024 * nose.upturn());
    double hole = bell((holeX * holeX + holeY * holeY) * 0.8);
    t.blend(new Rgb(0.14, 0.06, 0.05), (0.35 + 0.35 * nose.upturn()) * hole);
    double base = bell(square(side / nose.width()) * 0.9 + square((y - nose.tip() - 0.05) / 0.05));
    t.shade *= 1 - 0.16 * base;
    double wing =
        bell(square((side - nose.width()) / 0.028) + square((y - nose.tip() + 0.03) / 0.075));
    t.shade *= 1 - 0.24 * wing;
  }
}
