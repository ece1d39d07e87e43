package io.github.facenet4j.facenet.detect;

import io.github.facenet4j.nn.Layer;
import io.github.facenet4j.nn.block.Sequential;
import io.github.facenet4j.nn.layer.Activate;
import io.github.facenet4j.nn.layer.Bias;
import io.github.facenet4j.nn.layer.Conv2d;
import io.github.facenet4j.nn.layer.Linear;
import io.github.facenet4j.nn.layer.Pool;
import io.github.facenet4j.nn.layer.Window;
import io.github.facenet4j.tensor.Shape;
import io.github.facenet4j.tensor.spi.PoolKind;
import io.github.facenet4j.tensor.spi.PoolSpec.Rounding;
import java.util.List;

/**
 * The three networks of MTCNN as the paper's figure 2 draws them, with the channel counts of the
 * released weights. No convolution is padded; scores are 2 logits, the second that of a face;
 * offsets are 4; points are x of five, then y of five.
 */
final class MtcnnStages {
  /** Pixels that a cell of the first network sees, in both directions. */
  static final int PROPOSAL_WINDOW = 12;

  /** Pixels between two cells of the first network. */
  static final int PROPOSAL_STRIDE = 2;

  /** Rows and columns that the second network takes. */
  static final int REFINEMENT_SIZE = 24;

  /** Rows and columns that the third network takes. */
  static final int OUTPUT_SIZE = 48;

  private MtcnnStages() {}

  /** P-Net, over whole photographs: [N,H,W,3] to [N,(H−10)/2,(W−10)/2,·] for even H and W. */
  static List<Layer> proposal() {
    return List.of(
        new Sequential(
            "pnet",
            conv("pnet.conv1", 3, 10, 3),
            Activate.prelu("pnet.prelu1", 10),
            pool("pnet.pool1", 2),
            conv("pnet.conv2", 10, 16, 3),
            Activate.prelu("pnet.prelu2", 16),
            conv("pnet.conv3", 16, 32, 3),
            Activate.prelu("pnet.prelu3", 32)),
        conv("pnet.conv4_1", 32, 2, 1),
        conv("pnet.conv4_2", 32, 4, 1));
  }

  /** R-Net: [N,24,24,3] to [N,2] and [N,4]. */
  static List<Layer> refinement() {
    return List.of(
        new Sequential(
            "rnet",
            conv("rnet.conv1", 3, 28, 3), // 22×22
            Activate.prelu("rnet.prelu1", 28),
            pool("rnet.pool1", 3), // 11×11
            conv("rnet.conv2", 28, 48, 3), // 9×9
            Activate.prelu("rnet.prelu2", 48),
            pool("rnet.pool2", 3), // 4×4
            conv("rnet.conv3", 48, 64, 2), // 3×3
            Activate.prelu("rnet.prelu3", 64),
            new Linear("rnet.conv4", Shape.of(3, 3, 64), 128, Bias.ADDED),
            Activate.prelu("rnet.prelu4", 128)),
        new Linear("rnet.conv5_1", 128, 2, Bias.ADDED),
        new Linear("rnet.conv5_2", 128, 4, Bias.ADDED));
  }

  /** O-Net: [N,48,48,3] to [N,2], [N,4] and [N,10]. */
  static List<Layer> output() {
    return List.of(
        new Sequential(
            "onet",
            conv("onet.conv1", 3, 32, 3), // 46×46
            Activate.prelu("onet.prelu1", 32),
            pool("onet.pool1", 3), // 23×23
            conv("onet.conv2", 32, 64, 3), // 21×21
            Activate.prelu("onet.prelu2", 64),
            pool("onet.pool2", 3), // 10×10
            conv("onet.conv3", 64, 64, 3), // 8×8
            Activate.prelu("onet.prelu3", 64),
            pool("onet.pool3", 2), // 4×4
            conv("onet.conv4", 64, 128, 2), // 3×3
            Activate.prelu("onet.prelu4", 128),
            new Linear("onet.conv5", Shape.of(3, 3, 128), 256, Bias.ADDED),
            Activate.prelu("onet.prelu5", 256)),
        new Linear("onet.conv6_1", 256, 2, Bias.ADDED),
        new Linear("onet.conv6_2", 256, 4, Bias.ADDED),
        new Linear("onet.conv6_3", 256, 10, Bias.ADDED));
  }

  private static Layer conv(String name, int in, int out, int kernel) {
    return new Conv2d(name, in, out, Window.of(kernel), Bias.ADDED);
  }

  private static Layer pool(String name, int kernel) {
    return new Pool(name, PoolKind.MAX, Window.of(kernel).stride(2), Rounding.CEILING);
  }
}
