package io.github.facenet4j.facenet.demo;

/**
 * The geometry of one picture: maps between pixels, the plane of the picture and the head.
 *
 * <p>Plane coordinates (u right, v down, in head units, roll removed) come from a pixel by {@link
 * #u(double, double)} and {@link #v(double, double)}. A head point (x,y,z), z out of the face, is
 * seen at {@code u = x·cos(yaw) + z·sin(yaw)}, {@code q = z·cos(yaw) − x·sin(yaw)}, {@code v =
 * y·cos(pitch) − q·sin(pitch)}.
 */
final class View {
  /** Half the head's height as a fraction of the picture, at scale 1. */
  private static final double FRAMING = 0.40;

  final int size;

  /** Head units per pixel. */
  final double pixel;

  final double yawCos;
  final double yawSin;
  final double pitchCos;
  final double pitchSin;

  /** 1 / cos(pitch). */
  final double pitchSecant;

  /** Unit vector to the key light, in head coordinates. */
  final double lightX;

  final double lightY;
  final double lightZ;

  /** Unit vector halfway between light and camera, in head coordinates. */
  final double halfX;

  final double halfY;
  final double halfZ;

  private final double rollCos;
  private final double rollSin;
  private final double centreX;
  private final double centreY;

  View(int size, Capture capture) {
    this.size = size;
    Capture.Camera camera = capture.camera();
    this.pixel = 1 / (FRAMING * size * camera.scale());
    this.centreX = size * (0.5 + camera.shiftX());
    this.centreY = size * (0.52 + camera.shiftY());
    Capture.Pose pose = capture.pose();
    this.yawCos = StrictMath.cos(pose.yaw());
    this.yawSin = StrictMath.sin(pose.yaw());
    this.pitchCos = StrictMath.cos(pose.pitch());
    this.pitchSin = StrictMath.sin(pose.pitch());
    this.pitchSecant = 1 / pitchCos;
    this.rollCos = StrictMath.cos(pose.roll());
    this.rollSin = StrictMath.sin(pose.roll());
    Capture.Light light = capture.light();
    double length =
        Math.sqrt(light.x() * light.x() + light.y() * light.y() + light.z() * light.z());
    double[] key = toHead(light.x() / length, light.y() / length, light.z() / length);
    double[] camera3 = toHead(0, 0, 1);
    this.lightX = key[0];
    this.lightY = key[1];
    this.lightZ = key[2];
    double[] half = {key[0] + camera3[0], key[1] + camera3[1], key[2] + camera3[2]};
    double norm =
        Math.sqrt(Math.max(1e-6, half[0] * half[0] + half[1] * half[1] + half[2] * half[2]));
    this.halfX = half[0] / norm;
    this.halfY = half[1] / norm;
    this.halfZ = half[2] / norm;
  }

  private double[] toHead(double px, double py, double pz) {
    double u = px * rollCos + py * rollSin;
    double v = py * rollCos - px * rollSin;
    double y = v * pitchCos + pz * pitchSin;
    double q = pz * pitchCos - v * pitchSin;
    return new double[] {u * yawCos - q * yawSin, y, u * yawSin + q * yawCos};
  }

  /** Plane coordinate u of a pixel centre. */
  double u(double column, double row) {
    return ((column + 0.5 - centreX) * rollCos + (row + 0.5 - centreY) * rollSin) * pixel;
  }

  /** Plane coordinate v of a pixel centre. */
  double v(double column, double row) {
    return ((row + 0.5 - centreY) * rollCos - (column + 0.5 - centreX) * rollSin) * pixel;
  }

  /** Change of u for a step of one column; {@code −uPerRow()} is the change of v. */
  double uPerColumn() {
    return rollCos * pixel;
  }

  /** Change of u for a step of one row. */
  double uPerRow() {
    return rollSin * pixel;
  }

  /** Where a head point is seen along u. */
  double projectU(double x, double z) {
    return x * yawCos + z * yawSin;
  }

  /** Where a head point is seen along v. */
  double projectV(double x, double y, double z) {
    return y * pitchCos - (z * yawCos - x * yawSin) * pitchSin;
  }
}
