package io.github.facenet4j.facenet.train;

import io.github.facenet4j.facenet.data.LabeledFaces;
import io.github.facenet4j.facenet.image.Augmentation;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.net.InputSpec;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Pictures of noise, the same one for every face: where only the size of the work matters.
 *
 * <p>One person more than a batch has, so that random negatives can be drawn.
 */
final class BlankFaces implements LabeledFaces {
  private static final int FACES = 2;

  private final int people;
  private final RgbImage crop;

  BlankFaces(InputSpec input, int peoplePerBatch) {
    people = peoplePerBatch + 1;
    byte[] samples = new byte[input.height() * input.width() * RgbImage.CHANNELS];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) random.nextInt();
    }
    crop = RgbImage.of(input.width(), input.height(), samples);
  }

  @Override
  public int size() {
    return people * FACES;
  }

  @Override
  public int identities() {
    return people;
  }

  @Override
  public int identityOf(int face) {
    return face / FACES;
  }

  @Override
  public String identityName(int identity) {
    return "person " + identity;
  }

  @Override
  public int width() {
    return crop.width();
  }

  @Override
  public int height() {
    return crop.height();
  }

  @Override
  public RgbImage crop(int face) {
    return crop;
  }

  @Override
  public RgbImage view(int face, Augmentation augmentation, RandomGenerator random) {
    return crop;
  }
}
