package io.github.facenet4j.facenet.data;

import io.github.facenet4j.facenet.image.Augmentation;
import io.github.facenet4j.facenet.image.AugmentedView;
import io.github.facenet4j.facenet.image.PhotoWindow;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.image.SimilarityTransform;
import java.util.List;
import java.util.random.RandomGenerator;

/** Crops that are aligned already and held in memory, for example drawn faces. */
public final class ArrayFaces implements LabeledFaces {
  private static final SimilarityTransform IDENTITY = new SimilarityTransform(1, 0, 0, 0);

  private final List<RgbImage> crops;
  private final Identities identities;

  /**
   * Faces in the given order; identities are numbered in order of first appearance.
   *
   * @param crops pictures of one size
   * @param names the identity of each picture
   * @throws IllegalArgumentException when the lists are empty or differ in length, or sizes differ
   */
  public ArrayFaces(List<RgbImage> crops, List<String> names) {
    if (crops.isEmpty() || crops.size() != names.size()) {
      throw new IllegalArgumentException(
          "Labeled faces need as many names as crops and at least one, got "
              + crops.size()
              + " crops and "
              + names.size()
              + " names");
    }
    this.crops = List.copyOf(crops);
    this.identities = new Identities(names);
    for (RgbImage crop : crops) {
      if (!crop.sizeText().equals(crops.get(0).sizeText())) {
        throw new IllegalArgumentException(
            "Labeled faces need crops of one size, got "
                + crops.get(0).sizeText()
                + " and "
                + crop.sizeText());
      }
    }
  }

  @Override
  public int size() {
    return crops.size();
  }

  @Override
  public int identities() {
    return identities.count();
  }

  @Override
  public int identityOf(int face) {
    return identities.of(face);
  }

  @Override
  public String identityName(int identity) {
    return identities.name(identity);
  }

  @Override
  public int width() {
    return crops.get(0).width();
  }

  @Override
  public int height() {
    return crops.get(0).height();
  }

  @Override
  public RgbImage crop(int face) {
    return crops.get(face);
  }

  @Override
  public RgbImage view(int face, Augmentation augmentation, RandomGenerator random) {
    PhotoWindow window = new PhotoWindow(crops.get(face), IDENTITY);
    return AugmentedView.draw(window, width(), height(), augmentation, random);
  }
}
