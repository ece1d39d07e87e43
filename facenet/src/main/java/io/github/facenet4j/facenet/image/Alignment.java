package io.github.facenet4j.facenet.image;

/** What of a found face decides how it is cut out. */
public enum Alignment {
  /** Its five points: turned, scaled and moved so that eyes, nose and mouth lie where expected. */
  LANDMARKS {
    @Override
    public FaceLandmarks of(DetectedFace face) {
      return face.landmarks();
    }
  },
  /** Its box alone: scaled and moved; a tilted head stays tilted. */
  BOX {
    @Override
    public FaceLandmarks of(DetectedFace face) {
      return face.typicalLandmarks();
    }
  };

  /** The points that {@link Aligner#align} shall bring to the template. */
  public abstract FaceLandmarks of(DetectedFace face);
}
