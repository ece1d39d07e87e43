package io.github.facenet4j.facenet.eval;

import io.github.facenet4j.facenet.Embeddings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Identification where not everybody is known (Grother, Ngan, NIST IR 8009, 2014; Best-Rowden, Han,
 * Otto, Klare, Jain 2014 on LFW): one face of each known person is enrolled, and probes of known
 * and of unknown people are searched for.
 *
 * @param enrolled known people
 * @param knownProbes probes of them
 * @param unknownProbes probes of others
 * @param rankOne share of the known probes whose nearest enrolled person is the right one
 * @param points detection-and-identification rate at some false accept rates
 */
public record OpenSetIdentification(
    int enrolled, int knownProbes, int unknownProbes, double rankOne, List<Point> points) {

  /**
   * One false accept rate.
   *
   * @param far share of unknown probes that may be taken for somebody
   * @param threshold the largest that keeps to it
   * @param rate share of the known probes that are nearest to the right person, and below the
   *     threshold
   */
  public record Point(double far, double threshold, double rate) {}

  /**
   * A face to search for, or to enrol.
   *
   * @param person equal for faces of one person
   * @param embedding length 1
   */
  public record Face(int person, float[] embedding) {}

  /** The nearest enrolled person. */
  private record Nearest(int person, double distance) {}

  /** Copies the list. */
  public OpenSetIdentification {
    points = List.copyOf(points);
  }

  /**
   * Searches for all probes. Uses all processors.
   *
   * @param enrolled one face of each known person
   * @param probes of enrolled people and of others
   * @param fars false accept rates, 0 ≤ far &lt; 1
   * @throws IllegalArgumentException unless there are enrolled people and probes of both kinds
   */
  public static OpenSetIdentification of(List<Face> enrolled, List<Face> probes, double... fars) {
    int[] known = enrolled.stream().mapToInt(Face::person).sorted().toArray();
    Nearest[] nearest =
        IntStream.range(0, probes.size())
            .parallel()
            .mapToObj(i -> nearest(probes.get(i), enrolled))
            .toArray(Nearest[]::new);
    List<Double> right = new ArrayList<>();
    List<Double> unknown = new ArrayList<>();
    int knownProbes = 0;
    for (int i = 0; i < nearest.length; i++) {
      int person = probes.get(i).person();
      if (Arrays.binarySearch(known, person) < 0) {
        unknown.add(nearest[i].distance);
      } else {
        knownProbes++;
        if (nearest[i].person == person) {
          right.add(nearest[i].distance);
        }
      }
    }
    if (knownProbes == 0 || unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "Open-set identification needs probes of known and of unknown people, got "
              + knownProbes
              + " and "
              + unknown.size());
    }
    double[] impostors = unknown.stream().mapToDouble(d -> d).sorted().toArray();
    List<Point> points = new ArrayList<>();
    for (double far : fars) {
      double threshold = impostors[(int) Math.floor(far * impostors.length)];
      long found = right.stream().filter(distance -> distance < threshold).count();
      points.add(new Point(far, threshold, (double) found / knownProbes));
    }
    return new OpenSetIdentification(
        enrolled.size(),
        knownProbes,
        impostors.length,
        (double) right.size() / knownProbes,
        points);
  }

  private static Nearest nearest(Face probe, List<Face> enrolled) {
    Nearest best = new Nearest(-1, Double.POSITIVE_INFINITY);
    for (Face face : enrolled) {
      double distance = Embeddings.squaredDistance(probe.embedding, face.embedding);
      if (distance < best.distance) {
        best = new Nearest(face.person, distance);
      }
    }
    return best;
  }
}
