package io.github.facenet4j.facenet.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.data.FacePair;
import io.github.facenet4j.facenet.data.LfwDataset;
import io.github.facenet4j.facenet.data.PairKind;
import io.github.facenet4j.facenet.image.FaceTemplate;
import io.github.facenet4j.tensor.testing.SharedData;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerificationProtocolTest {
  private static final double EPS = 1e-12;

  private static Path shared(String name) {
    Optional<Path> file = SharedData.file(name);
    assumeTrue(file.isPresent(), SharedData.ABSENT);
    return file.get();
  }

  /**
   * Fold 1 is cut at 1.0, fold 2 at 0.8; each is scored with the other's threshold. Fold 1 at 0.8:
   * 0.2 and 0.6 accepted, 1.4 and 2 refused, all right. Fold 2 at 1.0: 0.3, 0.5 and 0.9 accepted,
   * 1.1 refused, 4 of 4 less the 0.9 of a different pair.
   */
  @Test
  void scoresEachFoldWithTheThresholdOfTheOthers() {
    PairDistances pairs =
        TestPairs.folds(
            new double[][] {{0.2, 0.6}, {0.3, 0.5}}, new double[][] {{1.4, 2}, {0.9, 1.1}});
    VerificationResult result = new VerificationProtocol(0).evaluate(pairs);
    FoldResult first = result.folds().get(0);
    FoldResult second = result.folds().get(1);
    assertEquals(0.7, first.threshold(), EPS);
    assertEquals(1, first.accuracy(), EPS);
    assertEquals(1.0, second.threshold(), EPS);
    assertEquals(0.75, second.accuracy(), EPS);
    assertEquals(0.875, result.accuracy(), EPS);
    assertEquals(0.125, result.accuracyStd(), EPS);
    // Sample deviation 0.125·√2, over √2.
    assertEquals(0.125, result.accuracyStandardError(), EPS);
    assertEquals(0.85, result.threshold(), EPS);
    assertEquals(8, result.pairs());
  }

  /** At FAR 0 the threshold is the other fold's smallest negative: 0.9 for fold 1, 1.4 for 2. */
  @Test
  void measuresTheRateAtTheTargetOnTheFoldItself() {
    PairDistances pairs =
        TestPairs.folds(
            new double[][] {{0.2, 1.0}, {0.3, 0.5}}, new double[][] {{1.4, 2}, {0.9, 1.5}});
    VerificationResult result = new VerificationProtocol(0).evaluate(pairs);
    assertEquals(0.9, result.folds().get(0).farThreshold());
    assertEquals(0.5, result.folds().get(0).valAtFar(), EPS);
    assertEquals(0, result.folds().get(0).measuredFar(), EPS);
    assertEquals(1.4, result.folds().get(1).farThreshold());
    assertEquals(1, result.folds().get(1).valAtFar(), EPS);
    assertEquals(0.5, result.folds().get(1).measuredFar(), EPS);
    assertEquals(0.75, result.valAtFar(), EPS);
    assertEquals(0.25, result.valAtFarStd(), EPS);
    assertEquals(0.25, result.measuredFar(), EPS);
  }

  @Test
  void aCollapsedModelScoresHalf() {
    double[][] zeros = {{0, 0}, {0, 0}, {0, 0}};
    VerificationResult result = VerificationProtocol.LFW.evaluate(TestPairs.folds(zeros, zeros));
    assertEquals(0.5, result.accuracy());
    assertEquals(0, result.accuracyStandardError());
    assertEquals(0, result.valAtFar());
    assertEquals(0.5, result.auc());
  }

  @Test
  void doesNotDependOnTheOrderOfPairs() {
    PairDistances pairs = TestPairs.random(5, 4, 200, 50);
    VerificationResult result = VerificationProtocol.LFW.evaluate(pairs);
    int[] order = new int[pairs.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = (i * 77 + 13) % order.length;
    }
    int[] folds = new int[order.length];
    PairKind[] kinds = new PairKind[order.length];
    double[] distances = new double[order.length];
    for (int i = 0; i < order.length; i++) {
      folds[i] = pairs.fold(order[i]);
      kinds[i] = pairs.kind(order[i]);
      distances[i] = pairs.distance(order[i]);
    }
    assertEquals(
        result, VerificationProtocol.LFW.evaluate(new PairDistances(folds, kinds, distances)));
  }

  @Test
  void saysWhichFoldLacksWhat() {
    PairDistances gap =
        TestPairs.folds(new double[][] {{1}, {}, {1}}, new double[][] {{2}, {}, {2}});
    assertMessage(gap, "Fold 2 needs pairs of one person");
    PairDistances oneKind = TestPairs.folds(new double[][] {{1}, {1}}, new double[][] {{2}, {}});
    assertMessage(oneKind, "Fold 2 needs pairs of one person and pairs of two people");
    assertMessage(TestPairs.of(new double[] {1}, new double[] {2}), "at least 2 folds, got 1");
    assertMessage(TestPairs.of(new double[0], new double[0]), "at least 2 folds, got 0");
  }

  private static void assertMessage(PairDistances pairs, String expected) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> VerificationProtocol.LFW.evaluate(pairs))
            .getMessage();
    assertTrue(message.contains(expected), message);
  }

  /** Figures computed by an independent program from the same distances. */
  @Test
  void reproducesThePublishedFiguresOfMobileFace() {
    PairDistances pairs =
        PairDistancesCsv.read(shared("golden/mobileface-v2/lfw_pair_distances.csv"));
    VerificationResult result = VerificationProtocol.LFW.evaluate(pairs);
    assertEquals(6000, result.pairs());
    assertEquals(0.98967, result.accuracy(), 5e-6);
    assertEquals(0.00521, result.accuracyStd(), 5e-6);
    assertEquals(1.497, result.threshold(), 5e-4);
    assertEquals(0.95867, result.valAtFar(), 5e-6);
    assertEquals(0.02072, result.valAtFarStd(), 5e-6);
    assertEquals(0.00100, result.measuredFar(), 5e-6);
    assertEquals(0.99851, result.auc(), 5e-6);
    assertEquals(0.01167, result.eer(), 5e-6);
    assertArrayEquals(
        new double[] {
          0.9800, 0.9917, 0.9867, 0.9850, 0.9883, 0.9950, 0.9867, 0.9900, 0.9983, 0.9950
        },
        result.folds().stream().mapToDouble(FoldResult::accuracy).toArray(),
        5e-5);
    assertEquals(
        result.accuracyStd() / 3, result.accuracyStandardError(), 1e-9, "√(10/9)/√10 is a third");
  }

  /** Thresholds from one unseen fold, applied to the other: what a trained network must beat. */
  @Test
  void rawPixelsDecideAboutSixtyPercent() {
    LfwDataset lfw = LfwDataset.open(shared("lfw"));
    List<FacePair> pairs = lfw.pairs().stream().filter(pair -> pair.fold() >= 9).toList();
    AlignedFaces faces = AlignedFaces.located(lfw.landmarks(), FaceTemplate.MOBILEFACE_112X112);
    PairDistances distances = RawPixelBaseline.distances(pairs, faces);
    double threshold = ThresholdCalibration.bestAccuracy(distances.inFold(9));
    double accuracy = ThresholdResult.of(distances.inFold(10), threshold).accuracy();
    assertEquals(0.61, accuracy, 0.03);
    assertEquals(0.687, RocCurve.of(distances.inFold(9)).areaUnderCurve(), 0.01);
    assertEquals(0.676, RocCurve.of(distances.inFold(10)).areaUnderCurve(), 0.01);
  }
}
