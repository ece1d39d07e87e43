package io.github.facenet4j.facenet.report;

import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.data.FacePair;
import io.github.facenet4j.facenet.data.PairKind;
import io.github.facenet4j.facenet.eval.PairDistances;
import io.github.facenet4j.facenet.eval.PairRanking;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The pairs on which a model errs most, as pictures. */
public final class PairGallery {
  private PairGallery() {}

  /** The pairs of two people that the model finds most alike. */
  public static Gallery nearestDifferent(
      List<FacePair> pairs, PairDistances distances, AlignedFaces faces, int most) {
    return gallery(
        "Two people, nearest first",
        PairRanking.nearest(distances, PairKind.DIFFERENT, most),
        pairs,
        distances,
        faces);
  }

  /** The pairs of one person that the model finds least alike. */
  public static Gallery farthestSame(
      List<FacePair> pairs, PairDistances distances, AlignedFaces faces, int most) {
    return gallery(
        "One person, farthest first",
        PairRanking.farthest(distances, PairKind.SAME, most),
        pairs,
        distances,
        faces);
  }

  private static Gallery gallery(
      String caption,
      List<Integer> chosen,
      List<FacePair> pairs,
      PairDistances distances,
      AlignedFaces faces) {
    List<Gallery.Group> groups = new ArrayList<>();
    for (int index : chosen) {
      FacePair pair = pairs.get(index);
      groups.add(
          new Gallery.Group(
              List.of(picture(pair.first(), faces), picture(pair.second(), faces)),
              Figures.of(distances.distance(index))));
    }
    return new Gallery(caption, groups);
  }

  private static Gallery.Picture picture(Path image, AlignedFaces faces) {
    return new Gallery.Picture(faces.crop(image), image.toString());
  }
}
