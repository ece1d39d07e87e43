package io.github.facenet4j.facenet.image;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** Photographs with the found faces drawn on them, to look at. */
public final class FaceDrawing {
  private static final Color BOX = new Color(0x35, 0xD0, 0x5A);
  private static final Color POINT = new Color(0xFF, 0xD2, 0x3C);

  /** Width of a line, and size of a point, in parts of a face's width. */
  private static final double LINE = 0.02;

  private FaceDrawing() {}

  /** A copy of the photograph with the box and the five points of each face. */
  public static RgbImage of(RgbImage photo, List<DetectedFace> faces) {
    BufferedImage canvas = ImageFiles.toBufferedImage(photo);
    Graphics2D graphics = canvas.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    for (DetectedFace face : faces) {
      double line = Math.max(1.5, LINE * face.width());
      graphics.setStroke(new BasicStroke((float) line));
      graphics.setColor(BOX);
      graphics.draw(new Rectangle2D.Double(face.left(), face.top(), face.width(), face.height()));
      graphics.setColor(POINT);
      for (ImagePoint point : face.landmarks().points()) {
        // Pixel centres are at integers here, at halves there.
        graphics.fill(
            new Ellipse2D.Double(
                point.x() + 0.5 - line, point.y() + 0.5 - line, 2 * line, 2 * line));
      }
    }
    graphics.dispose();
    return RgbConversion.fromBufferedImage(canvas);
  }
}
