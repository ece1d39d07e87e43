package io.github.facenet4j.kernels.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.Conv2dSpec;
import io.github.facenet4j.tensor.spi.PlaceSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The grids and taps of small convolutions, worked out by hand; no device is needed. */
class ConvGeometryTest {
  private static Conv2dSpec square(int side, int kernel, int stride, int pad) {
    return Conv2dSpec.square("conv", Shape.nhwc(2, side, side, 3), 5, kernel, stride, pad);
  }

  @Test
  void splitsAStridedDataGradientByParity() {
    // 3x3 stride 2 pad 1: even positions meet tap 1, odd positions taps 0 and 2.
    List<ConvGeometry.Part> parts = ConvGeometry.dataGradient(square(8, 3, 2, 1));
    assertEquals(4, parts.size());
    FilterTaps even = parts.get(0).taps();
    assertEquals(List.of(1, 1), List.of(even.height(), even.firstRow()));
    FilterTaps odd = parts.get(3).taps();
    assertEquals(List.of(2, 2, -2), List.of(odd.height(), odd.firstRow(), odd.rowStep()));
    int taps = parts.stream().mapToInt(part -> part.taps().count()).sum();
    assertEquals(9, taps, "every tap is used by one part");
    int pixels = parts.stream().mapToInt(part -> part.geometry().pixels()).sum();
    assertEquals(2 * 8 * 8, pixels, "every input pixel lies in one part");
  }

  @Test
  void leavesNoTapForPixelsThatAStrideSkips() {
    List<ConvGeometry.Part> parts = ConvGeometry.dataGradient(square(4, 1, 2, 0));
    assertEquals(List.of(1, 0, 0, 0), parts.stream().map(part -> part.taps().count()).toList());
  }

  @Test
  void seesAPointwiseConvolutionAsOneRowOfPixels() {
    ConvGeometry geometry = ConvGeometry.forward(square(6, 1, 1, 0));
    assertEquals(72, geometry.gridWidth());
    assertEquals(1, geometry.images());
    assertFalse(geometry.reachesOutside());
  }

  @Test
  void keepsThePlaceOfAPointwiseConvolution() {
    Shape part = Shape.nhwc(2, 6, 6, 5);
    PlaceSpec beside = new PlaceSpec("concat", part, Shape.nhwc(2, 6, 6, 8), 0, 0, 3);
    Target target = ConvGeometry.forward(square(6, 1, 1, 0), Target.of(beside)).target();
    assertEquals(new Target(288, 48, 8, 3), target);
    PlaceSpec within = new PlaceSpec("concat", part, Shape.nhwc(2, 7, 6, 5), 1, 0, 0);
    ConvGeometry geometry = ConvGeometry.forward(square(6, 1, 1, 0), Target.of(within));
    assertEquals(6, geometry.gridHeight(), "images do not follow each other without gaps");
  }

  @Test
  void padsJustSoThatNoWindowReachesOutside() {
    ConvGeometry geometry = ConvGeometry.forward(square(7, 3, 1, 1));
    assertTrue(geometry.reachesOutside());
    ConvGeometry padded = geometry.padded();
    assertFalse(padded.reachesOutside());
    assertEquals(9, padded.height());
    ConvGeometry runs = padded.withRowsAsRuns();
    assertEquals(9, runs.run());
    assertEquals(geometry.terms(), runs.terms());
  }
}
