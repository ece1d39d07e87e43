package io.github.facenet4j.facenet.net;

import io.github.facenet4j.facenet.image.ChannelOrder;
import io.github.facenet4j.facenet.image.FaceTemplate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may vary in a network that the paper publishes: {@code NN2} stands for the form of its
 * table, {@code NN2-bn} has batch norms, {@code NN2-256d} a longer embedding, {@code NN2-bn-256d}
 * both.
 *
 * @param batchNorm whether every convolution is followed by a batch norm instead of a bias; the
 *     paper mentions none
 * @param embedding numbers of an embedding; FaceNet's table 5 compares 64, 128, 256 and 512
 */
public record Form(boolean batchNorm, int embedding) {
  private static final int PUBLISHED_EMBEDDING = 128;
  private static final int MOST = 4096;
  private static final Pattern SUFFIX = Pattern.compile("(.+?)(-bn)?(?:-([0-9]{1,5})d)?");

  /** Biases, no batch norm, 128 numbers: what the paper's tables show. */
  public static final Form PUBLISHED = new Form(false, PUBLISHED_EMBEDDING);

  /** Checks the size. */
  public Form {
    if (embedding < 1 || embedding > MOST) {
      throw new IllegalArgumentException(
          "An embedding has 1 to " + MOST + " numbers, got " + embedding + ".");
    }
  }

  /** What the paper's networks take: it says "a tight crop of the face area" and no more. */
  static InputSpec input(FaceTemplate face) {
    return InputSpec.of(face, ChannelOrder.RGB, 127.5f, 1f / 128);
  }

  /** What its convolutions are made to. */
  ConvUnit unit() {
    return batchNorm ? ConvUnit.NORMED : ConvUnit.PLAIN;
  }

  /** The name of a network in this form. */
  String of(String base) {
    return base
        + (batchNorm ? "-bn" : "")
        + (embedding == PUBLISHED_EMBEDDING ? "" : "-" + embedding + "d");
  }

  /**
   * A name taken apart.
   *
   * @param base the network
   * @param form its form
   */
  record Named(String base, Form form) {
    static Named parse(String name) {
      Matcher parts = SUFFIX.matcher(name);
      if (!parts.matches()) {
        return new Named(name, PUBLISHED);
      }
      int embedding =
          parts.group(3) == null ? PUBLISHED_EMBEDDING : Integer.parseInt(parts.group(3));
      return new Named(parts.group(1), new Form(parts.group(2) != null, embedding));
    }
  }
}
