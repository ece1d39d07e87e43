package io.github.facenet4j.facenet.detect;

import io.github.facenet4j.facenet.image.ChannelOrder;
import io.github.facenet4j.facenet.image.DetectedFace;
import io.github.facenet4j.facenet.image.FaceLandmarks;
import io.github.facenet4j.facenet.image.ImageCanvas;
import io.github.facenet4j.facenet.image.Resizer;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.tensor.MemoryScope;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.io.SafetensorsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The cascade of Zhang, Zhang, Li, Qiao, "Joint Face Detection and Alignment Using Multitask
 * Cascaded Convolutional Networks" (2016).
 *
 * <p>P-Net looks at every place of a pyramid and proposes regions; R-Net looks at each of them
 * again at 24×24 pixels, O-Net at what is left at 48×48, which gives the five points, too. Each
 * stage corrects the regions of the stage before; of regions that overlap the best one is kept.
 * Serves several threads.
 */
public final class Mtcnn {
  private static final float MEAN = 127.5f;
  private static final float SCALE = 0.0078125f;
  private static final double SAME_LEVEL = 0.5;
  private static final double SAME_FACE = 0.7;

  /** So many regions a stage are looked at, the best ones: an adversary's photo has no end. */
  private static final int MOST_REGIONS = 5_000;

  /** Regions that a network looks at together; fewer are filled up to a power of two. */
  private static final int MOST_OF_A_BATCH = 64;

  /**
   * What a network says of a region.
   *
   * @param seen the region
   * @param moved where the network says that the face is
   * @param points x of five, then y of five, pixels; empty where the network gives none
   */
  private record Sighting(Candidate seen, Candidate moved, double[] points) {}

  private final MtcnnSettings settings;
  private final MtcnnStage proposal;
  private final MtcnnStage refinement;
  private final MtcnnStage output;

  private Mtcnn(MtcnnSettings settings, SafetensorsFile weights, MemoryScope scope)
      throws IOException {
    this.settings = settings;
    this.proposal = new MtcnnStage(MtcnnStages.proposal(), weights, scope);
    this.refinement = new MtcnnStage(MtcnnStages.refinement(), weights, scope);
    this.output = new MtcnnStage(MtcnnStages.output(), weights, scope);
  }

  private Mtcnn(MtcnnSettings settings, Mtcnn other) {
    this.settings = settings;
    this.proposal = other.proposal;
    this.refinement = other.refinement;
    this.output = other.output;
  }

  /**
   * Reads the three networks.
   *
   * @param weights safetensors with {@code pnet.*}, {@code rnet.*} and {@code onet.*}
   * @param scope owner of the parameters
   * @throws IOException when the file cannot be read or is malformed, or a tensor is missing, of
   *     another shape, or not finite; the message names file and tensor
   */
  public static Mtcnn load(Path weights, MtcnnSettings settings, MemoryScope scope)
      throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(weights)) {
      return new Mtcnn(settings, file, scope);
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
  }

  /** The same networks, asked otherwise. */
  public Mtcnn with(MtcnnSettings other) {
    return new Mtcnn(other, this);
  }

  /** How hard it looks. */
  public MtcnnSettings settings() {
    return settings;
  }

  /** The faces of a photograph, the largest first. */
  public List<DetectedFace> detect(RgbImage photo) {
    List<Candidate> refined =
        moved(
            NonMaximumSuppression.UNION.apply(
                look(
                    refinement,
                    MtcnnStages.REFINEMENT_SIZE,
                    settings.refinement(),
                    photo,
                    propose(photo)),
                Sighting::seen,
                SAME_FACE,
                MOST_REGIONS));
    List<Sighting> faces =
        NonMaximumSuppression.MINIMUM.apply(
            look(output, MtcnnStages.OUTPUT_SIZE, settings.output(), photo, refined),
            Sighting::moved,
            SAME_FACE,
            MOST_REGIONS);
    return faces.stream()
        .map(Mtcnn::face)
        .sorted(Comparator.comparingDouble(DetectedFace::area).reversed())
        .toList();
  }

  private static DetectedFace face(Sighting sighting) {
    double[] xy = new double[2 * FaceLandmarks.POINTS];
    for (int i = 0; i < FaceLandmarks.POINTS; i++) {
      xy[2 * i] = sighting.points[i];
      xy[2 * i + 1] = sighting.points[FaceLandmarks.POINTS + i];
    }
    Candidate box = sighting.moved;
    return new DetectedFace(
        box.left(), box.top(), box.width(), box.height(), box.score(), FaceLandmarks.of(xy));
  }

  private static List<Candidate> moved(List<Sighting> sightings) {
    return sightings.stream().map(Sighting::moved).toList();
  }

  private List<Candidate> propose(RgbImage photo) {
    List<PyramidCanvas.Level> levels =
        PyramidCanvas.levels(
            photo.width(), photo.height(), settings.smallestFace(photo), settings.shrink());
    List<List<Sighting>> ofLevels = new ArrayList<>();
    levels.forEach(level -> ofLevels.add(new ArrayList<>()));
    for (PyramidCanvas canvas : PyramidCanvas.of(photo, levels)) {
      RgbImage pixels = canvas.pixels();
      Shape shape = Shape.nhwc(1, pixels.height(), pixels.width(), RgbImage.CHANNELS);
      List<float[]> maps = proposal.run(shape, normalised(List.of(pixels), 1));
      for (PyramidCanvas.Placed piece : canvas.pieces()) {
        collect(piece, pixels.width(), maps, ofLevels.get(levels.indexOf(piece.level())));
      }
    }
    List<Sighting> all = new ArrayList<>();
    for (List<Sighting> ofLevel : ofLevels) {
      all.addAll(
          NonMaximumSuppression.UNION.apply(ofLevel, Sighting::seen, SAME_LEVEL, MOST_REGIONS));
    }
    return moved(NonMaximumSuppression.UNION.apply(all, Sighting::seen, SAME_FACE, MOST_REGIONS));
  }

  /** The cells of one piece that see a face. */
  private void collect(
      PyramidCanvas.Placed piece, int canvasWidth, List<float[]> maps, List<Sighting> to) {
    float[] logits = maps.get(0);
    int stride = MtcnnStages.PROPOSAL_STRIDE;
    int window = MtcnnStages.PROPOSAL_WINDOW;
    int cellsWide = cells(canvasWidth);
    double scale = piece.level().scale();
    for (int row = 0; row < cells(piece.height()); row++) {
      for (int column = 0; column < cells(piece.width()); column++) {
        int cell = (piece.y() / stride + row) * cellsWide + piece.x() / stride + column;
        double score = faceScore(logits, cell);
        if (score >= settings.proposal()) {
          int x = piece.left() + stride * column;
          int y = piece.top() + stride * row;
          Candidate seen =
              new Candidate(
                  Math.floor((x + 1) / scale) - 1,
                  Math.floor((y + 1) / scale) - 1,
                  Math.floor((x + window) / scale),
                  Math.floor((y + window) / scale),
                  score);
          // The released P-Net counts from the first pixel to the last, R-Net and O-Net to behind
          // it.
          Candidate moved = seen.moved(maps.get(1), 4 * cell, seen.width() - 1, seen.height() - 1);
          to.add(new Sighting(seen, moved, new double[0]));
        }
      }
    }
  }

  private static int cells(int pixels) {
    return (pixels - MtcnnStages.PROPOSAL_WINDOW) / MtcnnStages.PROPOSAL_STRIDE + 1;
  }

  /** Softmax of two logits, the second that of a face. */
  private static double faceScore(float[] logits, int at) {
    return 1 / (1 + Math.exp((double) logits[2 * at] - logits[2 * at + 1]));
  }

  /** Shows regions to a network that looks at each alone. */
  private static List<Sighting> look(
      MtcnnStage stage, int size, double least, RgbImage photo, List<Candidate> regions) {
    List<Candidate> squares =
        regions.stream()
            .map(Candidate::squared)
            .filter(square -> square.isVisible(photo.width(), photo.height()))
            .toList();
    List<Sighting> sightings = new ArrayList<>();
    for (int first = 0; first < squares.size(); first += MOST_OF_A_BATCH) {
      List<Candidate> some =
          squares.subList(first, Math.min(squares.size(), first + MOST_OF_A_BATCH));
      int batch = Math.max(1, Integer.highestOneBit(2 * some.size() - 1));
      List<RgbImage> crops =
          some.parallelStream().map(square -> crop(photo, square, size)).toList();
      Shape shape = Shape.nhwc(batch, size, size, RgbImage.CHANNELS);
      List<float[]> answers = stage.run(shape, normalised(crops, batch));
      for (int i = 0; i < some.size(); i++) {
        double score = faceScore(answers.get(0), i);
        if (score >= least) {
          Candidate seen = some.get(i).scored(score);
          Candidate moved = seen.moved(answers.get(1), 4 * i, seen.width(), seen.height());
          double[] points = answers.size() < 3 ? new double[0] : points(seen, answers.get(2), i);
          sightings.add(new Sighting(seen, moved, points));
        }
      }
    }
    return sightings;
  }

  private static double[] points(Candidate seen, float[] answers, int i) {
    double[] points = new double[2 * FaceLandmarks.POINTS];
    for (int p = 0; p < FaceLandmarks.POINTS; p++) {
      points[p] = seen.left() + answers[points.length * i + p] * seen.width();
      int y = FaceLandmarks.POINTS + p;
      points[y] = seen.top() + answers[points.length * i + y] * seen.height();
    }
    return points;
  }

  private static RgbImage crop(RgbImage photo, Candidate square, int size) {
    int width = (int) square.width();
    int height = (int) square.height();
    RgbImage region =
        ImageCanvas.cut(photo, (int) square.left(), (int) square.top(), width, height);
    return Resizer.resize(region, size, size, Resizer.Filter.AREA);
  }

  /** Images of one size as the networks take them, NHWC; what is missing to a batch is grey. */
  private static float[] normalised(List<RgbImage> images, int batch) {
    float[] mean = {MEAN, MEAN, MEAN};
    float[] scale = {SCALE, SCALE, SCALE};
    int samples = images.get(0).sampleCount();
    float[] values = new float[Math.multiplyExact(batch, samples)];
    for (int i = 0; i < images.size(); i++) {
      images.get(i).toFloats(values, i * samples, ChannelOrder.RGB, mean, scale);
    }
    return values;
  }
}
