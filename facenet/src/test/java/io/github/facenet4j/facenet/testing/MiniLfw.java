package io.github.facenet4j.facenet.testing;

import io.github.facenet4j.facenet.image.FaceTemplate;
import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.image.RgbImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** A dataset laid out like LFW: four people, each of one colour with noise, in two folds. */
public final class MiniLfw {
  /** Folds of its pair list. */
  public static final int FOLDS = 2;

  /** Pairs of its pair list. */
  public static final int PAIRS = 12;

  private static final String[] PEOPLE = {"Ada", "Bob", "Cid", "Dot"};
  private static final int[][] COLOURS = {{190, 20, 20}, {20, 190, 20}, {20, 20, 190}, {90, 90, 9}};
  private static final int IMAGES = 3;
  private static final int SIDE = 112;

  private MiniLfw() {}

  /** Writes images, pairs, people and landmarks. */
  public static Path write(Path root) {
    StringBuilder landmarks =
        new StringBuilder(
            "path,score,eye_left_x,eye_left_y,eye_right_x,eye_right_y,nose_x,nose_y,mouth_left_x,"
                + "mouth_left_y,mouth_right_x,mouth_right_y\n");
    String points =
        Arrays.stream(FaceTemplate.MOBILEFACE_112X112.landmarks().coordinates())
            .mapToObj(Double::toString)
            .collect(Collectors.joining(","));
    for (int person = 0; person < PEOPLE.length; person++) {
      for (int image = 1; image <= IMAGES; image++) {
        String path = "images/%1$s/%1$s_%2$04d.jpg".formatted(PEOPLE[person], image);
        // PNG data under LFW's file names: readers go by content.
        ImageFiles.writePng(
            picture(COLOURS[person], new SplittableRandom(10L * person + image)),
            root.resolve(path));
        landmarks.append(path).append(",1.0,").append(points).append('\n');
      }
    }
    StringBuilder pairs = new StringBuilder(FOLDS + "\t" + PAIRS / FOLDS / 2 + "\n");
    for (int fold = 0; fold < FOLDS; fold++) {
      String first = PEOPLE[2 * fold];
      String second = PEOPLE[2 * fold + 1];
      pairs.append("%1$s\t1\t2\n%1$s\t1\t3\n%2$s\t2\t3\n".formatted(first, second));
      for (int image = 1; image <= IMAGES; image++) {
        pairs.append("%1$s\t%3$d\t%2$s\t%3$d\n".formatted(first, second, image));
      }
    }
    try {
      Files.writeString(root.resolve("landmarks.csv"), landmarks);
      Files.writeString(root.resolve("pairs.txt"), pairs);
      Files.writeString(root.resolve("people.txt"), "2\n2\nAda\t3\nBob\t3\n2\nCid\t3\nDot\t3\n");
      return root;
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static RgbImage picture(int[] colour, SplittableRandom random) {
    byte[] samples = new byte[SIDE * SIDE * RgbImage.CHANNELS];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (colour[i % RgbImage.CHANNELS] + random.nextInt(30));
    }
    return RgbImage.of(SIDE, SIDE, samples);
  }
}
