package io.github.facenet4j.facenet.image;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the five points of a face belong in a crop; networks are trained for one template.
 *
 * @param name stands in weights files and messages
 * @param width columns of the crop
 * @param height rows of the crop
 * @param landmarks positions of the points, pixels of the crop
 */
public record FaceTemplate(String name, int width, int height, FaceLandmarks landmarks) {

  /** 112×112, for MobileFace V2 and most networks trained since 2018. */
  public static final FaceTemplate MOBILEFACE_112X112 =
      new FaceTemplate(
          "mobileface-112x112",
          112,
          112,
          FaceLandmarks.of(
              38.2946, 51.6963, 73.5318, 51.5014, 56.0252, 71.7366, 41.5493, 92.3655, 70.7299,
              92.2041));

  /** 96 wide and 112 high: the template above, eight columns narrower on each side. */
  public static final FaceTemplate MOBILEFACENET_96X112 =
      new FaceTemplate(
          "mobilefacenet-96x112",
          96,
          112,
          FaceLandmarks.of(
              30.2946, 51.6963, 65.5318, 51.5014, 48.0252, 71.7366, 33.5493, 92.3655, 62.7299,
              92.2041));

  /** 96×96, for nn4.small2: OpenFace's 68-point mean face reduced to five points. */
  public static final FaceTemplate OPENFACE_96X96 =
      new FaceTemplate(
          "openface-96x96",
          96,
          96,
          FaceLandmarks.of(
              26.6276, 16.0593, 67.7902, 15.2640, 47.2410, 40.5223, 29.4826, 61.6176, 66.7598,
              60.8777));

  /** The templates above. */
  public static final List<FaceTemplate> ALL =
      List.of(MOBILEFACE_112X112, MOBILEFACENET_96X112, OPENFACE_96X96);

  private static final double TIGHT_UNITS = 98;

  /** Checks the size. */
  public FaceTemplate {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "Face template " + name + " needs a positive size, got " + width + "x" + height);
    }
  }

  /** The names that {@link #central} makes. */
  private static final Pattern VIEW =
      Pattern.compile("(.+)/central-([0-9]{1,6}\\.[0-9]{1,6})-on-([0-9]{1,5})(?:x([0-9]{1,5}))?");

  /**
   * The template of that name, or the view of one that {@link #central} named so.
   *
   * @throws IllegalArgumentException listing the known names
   */
  public static FaceTemplate named(String name) {
    Matcher view = VIEW.matcher(name);
    if (view.matches()) {
      double units = Double.parseDouble(view.group(2));
      int columns = Integer.parseInt(view.group(3));
      int rows = view.group(4) == null ? columns : Integer.parseInt(view.group(4));
      return named(view.group(1)).central(units, columns, rows);
    }
    return ALL.stream()
        .filter(t -> t.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "No face template is named '"
                        + name
                        + "'; use one of "
                        + ALL.stream().map(FaceTemplate::name).toList()));
  }

  /**
   * A tighter or looser view of this template at another resolution: the square of {@code units ×
   * units} template pixels around the centre of the frame, drawn on {@code pixels × pixels}. Edges
   * meet edges, so a point p maps to {@code (p − c)·pixels/units + (pixels − 1)/2} with c the
   * frame's centre.
   *
   * @param units side of the square in pixels of this template
   * @param pixels side of the new crop
   */
  public FaceTemplate central(double units, int pixels) {
    return central(units, pixels, pixels);
  }

  /**
   * As the square view, with as many rows as wanted.
   *
   * @param units columns in pixels of this template
   * @param columns of the new crop
   * @param rows of the new crop
   */
  public FaceTemplate central(double units, int columns, int rows) {
    String size = columns == rows ? "" + columns : columns + "x" + rows;
    if (!(units > 0) || columns < 1 || rows < 1) {
      throw new IllegalArgumentException(
          "A view of face template "
              + name
              + " needs a positive size, got "
              + units
              + " units on "
              + size
              + " pixels");
    }
    double scale = columns / units;
    double[] xy = landmarks.coordinates();
    for (int i = 0; i < xy.length; i++) {
      double centre = ((i % 2 == 0 ? width : height) - 1) / 2.0;
      xy[i] = (xy[i] - centre) * scale + ((i % 2 == 0 ? columns : rows) - 1) / 2.0;
    }
    return new FaceTemplate(
        name + "/central-" + units + "-on-" + size, columns, rows, FaceLandmarks.of(xy));
  }

  /**
   * A square crop of so many pixels that shows seven eighths of {@link #MOBILEFACE_112X112}: tight,
   * but with the chin and some hair.
   */
  public static FaceTemplate tight(int pixels) {
    return tight(pixels, pixels);
  }

  /** As many units high as the square one, and as wide as the columns allow. */
  public static FaceTemplate tight(int columns, int rows) {
    double units = Math.round(TIGHT_UNITS * columns / rows * 1000) / 1000.0;
    return MOBILEFACE_112X112.central(units, columns, rows);
  }

  /** The least-squares similarity from image to crop for a face with these landmarks. */
  public SimilarityTransform alignmentOf(FaceLandmarks face) {
    return SimilarityTransform.fit(face.points(), landmarks.points());
  }

  /** For example {@code 96x112}, width first. */
  public String sizeText() {
    return width + "x" + height;
  }
}
