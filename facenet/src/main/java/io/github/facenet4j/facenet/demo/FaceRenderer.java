package io.github.facenet4j.facenet.demo;

import io.github.facenet4j.facenet.image.RgbImage;
import java.util.List;

/**
 * Draws a {@link SyntheticPerson} as a {@link Capture} saw it: square 8-bit RGB pictures.
 *
 * <p>Back to front: backdrop, hair behind, neck, far ear, head, spectacles, near ear, hair, things
 * in the way, lens and sensor. The head is a turned stack of ellipses; features are painted in head
 * coordinates, so they foreshorten and move with the pose, then lit. Edges are anti-aliased by
 * distance, without supersampling. Holds scratch memory: one renderer a thread.
 */
public final class FaceRenderer {
  /** Smallest picture in which a face is still drawn sensibly. */
  public static final int MIN_SIZE = 16;

  /** Largest picture: beyond it the scratch memory is better spent elsewhere. */
  public static final int MAX_SIZE = 2048;

  private static final Rgb SHADOWED = new Rgb(0.72, 0.68, 0.66);

  private final int size;
  private final Canvas canvas;
  private final HeadSurface surface;
  private final Texel texel = new Texel();

  /**
   * A renderer of pictures of one size.
   *
   * @param size width and height in pixels
   */
  public FaceRenderer(int size) {
    checkSize(size);
    this.size = size;
    this.canvas = new Canvas(size);
    this.surface = new HeadSurface(size);
  }

  static void checkSize(int size) {
    if (size < MIN_SIZE || size > MAX_SIZE) {
      throw new IllegalArgumentException(
          "FaceRenderer draws pictures of "
              + MIN_SIZE
              + " to "
              + MAX_SIZE
              + " pixels, got "
              + size);
    }
  }

  /** Width and height of the pictures, pixels. */
  public int size() {
    return size;
  }

  /** One picture. */
  public RgbImage render(SyntheticPerson person, Capture capture) {
    View view = new View(size, capture);
    HeadShape shape = new HeadShape(person.head());
    Lighting lighting = new Lighting(view, capture.light());
    HairPainter hair = new HairPainter(person, view, shape, lighting);
    BodyPainter body = new BodyPainter(person, view, shape, lighting);
    GlassesPainter glasses = new GlassesPainter(person, view, lighting);

    BackdropPainter.paint(canvas, capture);
    hair.paintBehind(canvas);
    body.paintNeck(canvas, capture.backdrop());
    int near = view.yawSin > 0 ? -1 : 1;
    body.paintEar(canvas, -near, SHADOWED);
    if (Math.abs(view.yawSin) < 0.12) {
      body.paintEar(canvas, near, Rgb.WHITE);
    }
    paintHead(person, capture, view, shape, lighting);
    if (person.glasses().lens() != SyntheticPerson.Lens.NONE) {
      glasses.paint(canvas, surface, person.glasses(), Rgb.WHITE, 0);
    }
    if (capture.occlusion().cover() == Capture.Cover.SUNGLASSES) {
      glasses.paint(
          canvas, surface, sunglasses(person), capture.occlusion().colour().scale(0.2), 0.93);
    }
    if (Math.abs(view.yawSin) >= 0.12) {
      body.paintEar(canvas, near, Rgb.WHITE);
    }
    hair.paintFront(canvas, surface, texel);
    new OccluderPainter(person, capture, view, shape, lighting).paint(canvas, surface, texel);
    canvas.blur(capture.camera().blur() * size);
    return RgbImage.of(size, size, canvas.develop(capture.camera(), capture.seed()));
  }

  private static SyntheticPerson.Glasses sunglasses(SyntheticPerson person) {
    double width = person.eyes().spacing() - 0.05;
    return new SyntheticPerson.Glasses(
        SyntheticPerson.Lens.SQUARE, width, width * 0.74, 0.016, Rgb.hex(0x101012));
  }

  private void paintHead(
      SyntheticPerson person, Capture capture, View view, HeadShape shape, Lighting lighting) {
    surface.trace(view, shape, person.head().length(), 0, 0, 1);
    List<FeaturePainter> painters =
        List.of(
            new SkinPainter(person, capture.expression()),
            new NosePainter(person, view),
            new MouthPainter(person, capture.expression()),
            new BeardPainter(person, capture.expression()),
            new EyePainter(person, capture.expression(), view));
    Texel t = texel;
    for (int i = 0; i < surface.cover.length; i++) {
      if (surface.cover[i] == 0) {
        continue;
      }
      t.x = surface.x[i];
      t.y = surface.y[i];
      t.z = surface.z[i];
      t.nx = surface.nx[i];
      t.ny = surface.ny[i];
      t.nz = surface.nz[i];
      t.pixel = view.pixel / Math.max(0.4, t.nz * view.yawCos + t.nx * view.yawSin);
      t.shade = 1;
      for (int p = 0; p < painters.size(); p++) {
        painters.get(p).paint(t);
      }
      lighting.light(t);
      canvas.blend(i, t.r, t.g, t.b, surface.cover[i]);
    }
  }
}
