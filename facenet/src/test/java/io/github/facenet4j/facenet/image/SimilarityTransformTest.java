package io.github.facenet4j.facenet.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimilarityTransformTest {
  private static final double EPS = 1e-9;

  private static List<ImagePoint> points(SplittableRandom random, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new ImagePoint(random.nextDouble(-50, 50), random.nextDouble(-50, 50)))
        .toList();
  }

  private static double residual(
      SimilarityTransform transform, List<ImagePoint> from, List<ImagePoint> to) {
    double sum = 0;
    for (int i = 0; i < from.size(); i++) {
      ImagePoint p = transform.apply(from.get(i));
      sum += Math.pow(p.x() - to.get(i).x(), 2) + Math.pow(p.y() - to.get(i).y(), 2);
    }
    return sum;
  }

  /** A quarter turn, doubled, then moved by (10, 20): (1,0) goes to (0,2) and (0,1) to (−2,0). */
  @Test
  void findsAQuarterTurn() {
    List<ImagePoint> from = List.of(new ImagePoint(1, 0), new ImagePoint(0, 1));
    List<ImagePoint> to = List.of(new ImagePoint(10, 22), new ImagePoint(8, 20));
    SimilarityTransform fit = SimilarityTransform.fit(from, to);
    assertEquals(0, fit.a(), EPS);
    assertEquals(2, fit.b(), EPS);
    assertEquals(10, fit.tx(), EPS);
    assertEquals(20, fit.ty(), EPS);
    assertEquals(2, fit.scale(), EPS);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void recoversTheTransformThatMadeThePoints(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SimilarityTransform made =
        new SimilarityTransform(random.nextDouble(-2, 2), random.nextDouble(0.1, 2), 7, -9);
    List<ImagePoint> from = points(random, 5);
    SimilarityTransform fit =
        SimilarityTransform.fit(from, from.stream().map(made::apply).toList());
    assertEquals(made.a(), fit.a(), EPS);
    assertEquals(made.b(), fit.b(), EPS);
    assertEquals(made.tx(), fit.tx(), 1e-7);
    assertEquals(made.ty(), fit.ty(), 1e-7);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void noNeighbouringTransformFitsBetter(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<ImagePoint> from = points(random, 5);
    List<ImagePoint> to = points(random, 5);
    SimilarityTransform fit = SimilarityTransform.fit(from, to);
    double best = residual(fit, from, to);
    for (int i = 0; i < 200; i++) {
      SimilarityTransform other =
          new SimilarityTransform(
              fit.a() + random.nextDouble(-0.01, 0.01),
              fit.b() + random.nextDouble(-0.01, 0.01),
              fit.tx() + random.nextDouble(-0.5, 0.5),
              fit.ty() + random.nextDouble(-0.5, 0.5));
      assertTrue(residual(other, from, to) >= best);
    }
  }

  /** A mirrored square is fitted without reflection: the determinant a² + b² stays positive. */
  @Test
  void doesNotReflect() {
    List<ImagePoint> from =
        List.of(new ImagePoint(0, 0), new ImagePoint(4, 0), new ImagePoint(0, 1));
    List<ImagePoint> to =
        List.of(new ImagePoint(0, 0), new ImagePoint(4, 0), new ImagePoint(0, -1));
    SimilarityTransform fit = SimilarityTransform.fit(from, to);
    assertTrue(residual(fit, from, to) > 0.1);
    assertTrue(fit.scale() > 0);
  }

  @Test
  void inverseUndoes() {
    SimilarityTransform transform = new SimilarityTransform(0.8, -0.3, 12, 5);
    ImagePoint p = new ImagePoint(33, -4);
    ImagePoint back = transform.inverse().apply(transform.apply(p));
    assertEquals(p.x(), back.x(), EPS);
    assertEquals(p.y(), back.y(), EPS);
  }

  @Test
  void rejectsPointsThatDetermineNothing() {
    ImagePoint p = new ImagePoint(3, 3);
    List<ImagePoint> coincident = List.of(p, p);
    List<ImagePoint> apart = List.of(p, new ImagePoint(4, 3));
    assertThrows(IllegalArgumentException.class, () -> SimilarityTransform.fit(coincident, apart));
    assertThrows(IllegalArgumentException.class, () -> SimilarityTransform.fit(apart, coincident));
    assertThrows(IllegalArgumentException.class, () -> SimilarityTransform.fit(apart, List.of(p)));
    assertThrows(
        IllegalArgumentException.class, () -> new SimilarityTransform(Double.NaN, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new ImagePoint(Double.NaN, 0));
  }
}
