package io.github.facenet4j.facenet.demo;

/** Diffuse light that wraps a little around the form, sky-like ambient light, and a highlight. */
final class Lighting {
  private static final double WRAP = 0.22;

  private final View view;
  private final Rgb key;
  private final Rgb ambient;

  Lighting(View view, Capture.Light light) {
    this.view = view;
    this.key = light.key();
    this.ambient = light.ambient();
  }

  /** Colour of a point under this light: multiplied into the texel's r, g, b. */
  void light(Texel t) {
    double norm = 1 / Math.sqrt(t.nx * t.nx + t.ny * t.ny + t.nz * t.nz);
    double nx = t.nx * norm;
    double ny = t.ny * norm;
    double nz = t.nz * norm;
    double facing = nx * view.lightX + ny * view.lightY + nz * view.lightZ;
    double diffuse = Math.max(0, (facing + WRAP) / (1 + WRAP));
    double sky = 0.85 - 0.30 * ny;
    double half = Math.max(0, nx * view.halfX + ny * view.halfY + nz * view.halfZ);
    double h2 = half * half;
    double h4 = h2 * h2;
    double h8 = h4 * h4;
    double shine = t.gloss * h8 * h8 * Math.max(0, facing);
    double level = Math.max(0.1, t.shade);
    t.r = t.r * level * (key.r() * diffuse * 1.25 + ambient.r() * sky) + key.r() * shine;
    t.g = t.g * level * (key.g() * diffuse * 1.25 + ambient.g() * sky) + key.g() * shine;
    t.b = t.b * level * (key.b() * diffuse * 1.25 + ambient.b() * sky) + key.b() * shine;
  }

  /** Light on something flat that faces the camera. */
  Rgb flat() {
    double diffuse = Math.max(0, (0.75 * view.lightZ + WRAP) / (1 + WRAP));
    return new Rgb(
        key.r() * diffuse * 1.25 + ambient.r() * 0.85,
        key.g() * diffuse * 1.25 + ambient.g() * 0.85,
        key.b() * diffuse * 1.25 + ambient.b() * 0.85);
  }
}
