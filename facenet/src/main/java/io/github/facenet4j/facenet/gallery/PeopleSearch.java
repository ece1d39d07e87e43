package io.github.facenet4j.facenet.gallery;

import io.github.facenet4j.facenet.Embeddings;
import io.github.facenet4j.tensor.spi.RowDots;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/**
 * Exact search for the nearest people in one state of a gallery.
 *
 * <p>All rows are compared in eight bits on all processors; those that may be nearest by the bound
 * of {@link QuantisedRows} are compared again in single precision, nearest bound first, until no
 * row that is left can be nearer than what was found. Serves several threads.
 */
final class PeopleSearch {
  private static final int ROWS_OF_A_TASK = 32_768;
  private static final int FEWEST_CANDIDATES = 64;
  private static final int GROWTH = 8;

  /**
   * A segment in one state.
   *
   * @param reader of the whole faces
   * @param faces in memory
   * @param live which faces are not deleted; null for all
   */
  record Part(LeafReader reader, SegmentFaces faces, @Nullable Bits live) {}

  /** Rows of a part that one thread looks at. */
  private record Task(Part part, int first, int end) {}

  /** A row and the least squared distance that it may have. */
  private record Candidate(float nearest, Part part, int doc) {}

  private final List<Task> tasks = new ArrayList<>();
  private final String gallery;
  private final RowDots dots;

  PeopleSearch(List<Part> parts, String gallery, RowDots dots) {
    this.gallery = gallery;
    this.dots = dots;
    for (Part part : parts) {
      int count = part.faces.rows().count();
      for (int first = 0; first < count; first += ROWS_OF_A_TASK) {
        tasks.add(new Task(part, first, Math.min(count, first + ROWS_OF_A_TASK)));
      }
    }
  }

  /** The k nearest people, nearest first; fewer where there are not so many. */
  List<GalleryMatch> nearest(float[] embedding, int k) throws IOException {
    QuantisedRows.Query query = QuantisedRows.of(embedding).asQuery();
    int most = Math.max(FEWEST_CANDIDATES, k);
    while (true) {
      List<Candidate> candidates = candidates(query, most);
      Optional<List<GalleryMatch>> found = refined(candidates, embedding, k, most);
      if (found.isPresent()) {
        return found.get();
      }
      most = Math.multiplyExact(most, GROWTH);
    }
  }

  /**
   * Compares candidates in single precision.
   *
   * @return empty when rows that are not among the candidates may be nearer
   */
  private Optional<List<GalleryMatch>> refined(
      List<Candidate> candidates, float[] embedding, int k, int most) throws IOException {
    Map<String, GalleryMatch> best = new HashMap<>();
    double limit = Double.POSITIVE_INFINITY;
    for (Candidate candidate : candidates) {
      if (candidate.nearest > limit) {
        return Optional.of(sorted(best, k));
      }
      GalleryFace face = SegmentFaces.face(candidate.part.reader, candidate.doc, gallery);
      double distance = Embeddings.squaredDistance(embedding, face.embedding());
      GalleryMatch match = new GalleryMatch(face.person(), face.source(), distance);
      if (best.merge(face.person(), match, PeopleSearch::nearer) == match && best.size() >= k) {
        limit = sorted(best, k).get(k - 1).squaredDistance();
      }
    }
    // Fewer than were asked for are all there are.
    return candidates.size() < most ? Optional.of(sorted(best, k)) : Optional.empty();
  }

  private static GalleryMatch nearer(GalleryMatch a, GalleryMatch b) {
    return b.squaredDistance() < a.squaredDistance() ? b : a;
  }

  private static List<GalleryMatch> sorted(Map<String, GalleryMatch> best, int k) {
    return best.values().stream()
        .sorted(
            Comparator.comparingDouble(GalleryMatch::squaredDistance)
                .thenComparing(GalleryMatch::person))
        .limit(k)
        .toList();
  }

  /** The rows with the least bounds, least first. */
  private List<Candidate> candidates(QuantisedRows.Query query, int most) {
    return IntStream.range(0, tasks.size())
        .parallel()
        .mapToObj(task -> nearest(tasks.get(task), query, most))
        .flatMap(List::stream)
        .sorted(Comparator.comparingDouble(Candidate::nearest))
        .limit(most)
        .toList();
  }

  private List<Candidate> nearest(Task task, QuantisedRows.Query query, int most) {
    QuantisedRows rows = task.part.faces.rows();
    int[] products = new int[task.end - task.first];
    dots.of(rows.bytes(), task.first * rows.width(), rows.width(), query.bytes(), products);
    PriorityQueue<Candidate> farthestFirst =
        new PriorityQueue<>(Comparator.comparingDouble(Candidate::nearest).reversed());
    for (int i = 0; i < products.length; i++) {
      int doc = task.first + i;
      float nearest = rows.nearest(doc, products[i], query);
      boolean isFull = farthestFirst.size() == most;
      if ((!isFull || nearest < farthestFirst.element().nearest) && isLive(task.part, doc)) {
        if (isFull) {
          farthestFirst.remove();
        }
        farthestFirst.add(new Candidate(nearest, task.part, doc));
      }
    }
    return List.copyOf(farthestFirst);
  }

  private static boolean isLive(Part part, int doc) {
    return part.faces.isPresent(doc) && (part.live == null || part.live.get(doc));
  }
}
