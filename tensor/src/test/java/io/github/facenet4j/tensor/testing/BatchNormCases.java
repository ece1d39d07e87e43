package io.github.facenet4j.tensor.testing;

import static io.github.facenet4j.tensor.testing.Operand.U;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Activation;
import io.github.facenet4j.tensor.spi.BatchNormSpec;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Batch normalisation with every activation: single rows, single channels, long columns, values far
 * from zero, results inside larger maps.
 */
public final class BatchNormCases {
  private static final int[][] SIZES = {
    {1, 1}, {1, 17}, {2, 3}, {5, 16}, {17, 1}, {31, 33}, {64, 64}, {129, 7}, {1037, 5}, {300, 130}
  };

  private static final List<Activation> ACTIVATIONS =
      List.of(Activation.NONE, Activation.RELU, Activation.RELU6);

  private BatchNormCases() {}

  /** All cases. */
  public static List<ParityCase> all() {
    List<ParityCase> cases = new ArrayList<>();
    for (int[] size : SIZES) {
      BatchNormSpec spec = new BatchNormSpec("bn", size[0], size[1], 1e-3f, 0.1f);
      String name = "batch norm " + size[0] + "x" + size[1];
      for (Activation a : ACTIVATIONS) {
        cases.add(new ParityCase(name + " infer " + a, c -> infer(c, spec.then(a), Place.APART)));
        cases.add(new ParityCase(name + " train " + a, c -> train(c, spec.then(a), 0)));
        cases.add(
            new ParityCase(name + " backward " + a, c -> backward(c, spec.then(a), Place.APART)));
      }
      cases.add(new ParityCase(name + " infer in place", c -> infer(c, spec, Place.SAME)));
      cases.add(new ParityCase(name + " train far from zero", c -> train(c, spec, 1000)));
      BatchNormSpec relu = spec.then(Activation.RELU);
      cases.add(new ParityCase(name + " backward in place", c -> backward(c, relu, Place.SAME)));
    }
    for (Shape part : List.of(Shape.nhwc(2, 5, 4, 17), Shape.nhwc(3, 6, 7, 16))) {
      for (PlaceSpec place : PoolCases.places(part)) {
        BatchNormSpec spec =
            new BatchNormSpec("bn", part.rows(), part.c(), 1e-3f, 0.1f)
                .then(Activation.RELU)
                .into(place);
        String name = "batch norm " + part + " " + PoolCases.name(place);
        cases.add(new ParityCase(name + " infer", c -> infer(c, spec, Place.APART)));
        cases.add(new ParityCase(name + " train", c -> train(c, spec, 0)));
        cases.add(new ParityCase(name + " backward", c -> backward(c, spec, Place.APART)));
      }
    }
    return cases;
  }

  /** Whether the result is the map that it is computed from: y is x, dx is dy. */
  private enum Place {
    APART,
    SAME
  }

  private static void infer(OracleComparison comparison, BatchNormSpec spec, Place place) {
    String name = "batch norm infer " + spec + place;
    RandomData data = new RandomData(name);
    OpRun op = comparison.op(name);
    Shape map = Shape.of(spec.rows(), spec.channels());
    Shape channel = Shape.of(spec.channels());
    float[] values = data.values(map, -10, 10);
    Shape whole = shapeOfResult(spec);
    float[] before = place == Place.SAME ? values : data.values(whole);
    Operand y = op.output("y", whole, before);
    Operand x = place == Place.SAME ? y : op.input("x", map, values);
    Operand gamma = op.input("gamma", channel, data.values(channel, -2, 2));
    Operand beta = op.input("beta", channel, data.values(channel, -2, 2));
    Operand mean = op.input("mean", channel, data.values(channel, -5, 5));
    Operand variance = op.input("variance", channel, data.values(channel, 0, 4));
    double[] bounds = new double[map.intElements()];
    for (int i = 0; i < bounds.length; i++) {
      int c = i % spec.channels();
      double r = 1 / Math.sqrt((double) variance.floats()[c] + spec.epsilon());
      // x·(gamma·r) + (beta − mean·gamma·r), the form with the larger error: six roundings, a
      // root and a quotient (5.5 units in the last place).
      double sum = Math.abs(gamma.floats()[c]) * r * (Math.abs(values[i]) + abs(mean, c));
      bounds[i] = 18 * U * (sum + abs(beta, c));
    }
    y.within(inWhole(spec, bounds));
    op.check(
        (backend, t) ->
            backend
                .norm()
                .batchNormInfer(
                    spec, t.of(x), t.of(gamma), t.of(beta), t.of(mean), t.of(variance), t.of(y)));
  }

  /** The result alone, [rows, channels], or the map that it is part of. */
  private static Shape shapeOfResult(BatchNormSpec spec) {
    return spec.place() == null ? Shape.of(spec.rows(), spec.channels()) : spec.place().whole();
  }

  /** Bounds of the result, and zeros around them: the rest of the whole must stay. */
  private static double[] inWhole(BatchNormSpec spec, double[] bounds) {
    double[] whole = new double[shapeOfResult(spec).intElements()];
    for (int i = 0; i < bounds.length; i++) {
      int pixel = i / spec.channels();
      whole[spec.placeOfResult().offset(pixel) + i % spec.channels()] = bounds[i];
    }
    return whole;
  }

  private static double abs(Operand operand, int index) {
    return Math.abs(operand.floats()[index]);
  }

  private static void train(OracleComparison comparison, BatchNormSpec spec, float centre) {
    String name = "batch norm train " + spec + " around " + centre;
    RandomData data = new RandomData(name);
    OpRun op = comparison.op(name);
    Shape map = Shape.of(spec.rows(), spec.channels());
    Shape channel = Shape.of(spec.channels());
    Operand x = op.input("x", map, data.values(map, centre - 2, centre + 2));
    Operand gamma = op.input("gamma", channel, data.values(channel, -2, 2));
    Operand beta = op.input("beta", channel, data.values(channel, -2, 2));
    Operand savedMean = op.output("saved mean", channel);
    Operand savedInverseStd = op.output("saved inverse std", channel);
    Operand runningMean = op.output("running mean", channel, data.values(channel));
    Operand runningVariance = op.output("running variance", channel, data.values(channel, 0, 2));
    Operand y = op.output("y", shapeOfResult(spec), data.values(shapeOfResult(spec)));
    BatchNormBounds bounds = new BatchNormBounds(spec, x.floats());
    savedMean.within(bounds.mean());
    savedInverseStd.within(bounds.inverseStd());
    runningMean.within(bounds.runningMean(runningMean.floats()));
    runningVariance.within(bounds.runningVariance(runningVariance.floats()));
    y.within(inWhole(spec, bounds.y(gamma.floats(), beta.floats())));
    op.check(
        (backend, t) ->
            backend
                .norm()
                .batchNormTrain(
                    spec,
                    t.of(x),
                    t.of(gamma),
                    t.of(beta),
                    t.of(savedMean),
                    t.of(savedInverseStd),
                    t.of(runningMean),
                    t.of(runningVariance),
                    t.of(y)));
  }

  private static void backward(OracleComparison comparison, BatchNormSpec spec, Place place) {
    String name = "batch norm backward " + spec + place;
    RandomData data = new RandomData(name);
    OpRun op = comparison.op(name);
    Shape map = Shape.of(spec.rows(), spec.channels());
    Shape channel = Shape.of(spec.channels());
    Operand x = op.input("x", map, data.values(map, -3, 3));
    Operand gamma = op.input("gamma", channel, data.values(channel, -2, 2));
    Operand beta = op.input("beta", channel, data.values(channel, -2, 2));
    Operand mean = op.input("saved mean", channel, data.values(channel));
    Operand r = op.input("saved inverse std", channel, data.values(channel, 0.2f, 2));
    Shape whole = shapeOfResult(spec);
    float[] gradient = data.values(whole);
    for (int i = 0; i < map.intElements(); i++) {
      int c = i % spec.channels();
      double scale = gamma.floats()[c] * (double) r.floats()[c];
      double z = (x.floats()[i] - (double) mean.floats()[c]) * scale + beta.floats()[c];
      double error = 4 * U * (Math.abs(scale) * (abs(x, i) + abs(mean, c)) + abs(beta, c));
      if (Math.abs(z) <= error || Math.abs(z - 6) <= error) {
        // Rounding decides on which side of a corner z lies, so the derivative must not matter.
        gradient[spec.placeOfResult().offset(i / spec.channels()) + c] = 0;
      }
    }
    Operand dx = place == Place.SAME ? op.output("dx", map, gradient) : op.output("dx", map);
    Operand dy = place == Place.SAME ? dx : op.input("dy", whole, gradient);
    Operand dgamma = op.output("dgamma", channel, data.values(channel, -9, 9));
    Operand dbeta = op.output("dbeta", channel, data.values(channel, -9, 9));
    int rows = spec.rows();
    double[] dxBounds = new double[map.intElements()];
    double[] dgammaBounds = new double[spec.channels()];
    double[] dbetaBounds = new double[spec.channels()];
    for (int c = 0; c < spec.channels(); c++) {
      double sumDy = 0;
      double sumDyXHat = 0;
      for (int row = 0; row < rows; row++) {
        int i = row * spec.channels() + c;
        // x̂ computed as x·r − mean·r loses what the two products have; hence |x| + |mean|.
        double absDy = Math.abs(gradient[spec.placeOfResult().offset(row) + c]);
        sumDy += absDy;
        sumDyXHat += absDy * (abs(x, i) + abs(mean, c)) * abs(r, c);
      }
      dbetaBounds[c] = (rows + 4) * U * (sumDy + abs(dbeta, c));
      dgammaBounds[c] = (rows + 8) * U * (sumDyXHat + abs(dgamma, c));
      for (int row = 0; row < rows; row++) {
        int i = row * spec.channels() + c;
        double xHat = (abs(x, i) + abs(mean, c)) * abs(r, c);
        double absDy = Math.abs(gradient[spec.placeOfResult().offset(row) + c]);
        double terms = absDy + sumDy / rows + xHat * sumDyXHat / rows;
        dxBounds[i] = (rows + 16) * U * abs(gamma, c) * abs(r, c) * terms;
      }
    }
    dx.within(dxBounds);
    dgamma.within(dgammaBounds);
    dbeta.within(dbetaBounds);
    op.check(
        (backend, t) ->
            backend
                .norm()
                .batchNormBackward(
                    spec,
                    t.of(x),
                    t.of(gamma),
                    t.of(beta),
                    t.of(mean),
                    t.of(r),
                    t.of(dy),
                    t.of(dx),
                    t.of(dgamma),
                    t.of(dbeta)));
  }
}
