package io.github.facenet4j.facenet.demo;

import io.github.facenet4j.facenet.data.AlignedFaces;
import io.github.facenet4j.facenet.data.DatasetException;
import io.github.facenet4j.facenet.data.LabeledFaces;
import io.github.facenet4j.facenet.image.Augmentation;
import io.github.facenet4j.facenet.image.RgbImage;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Pictures of invented people, drawn when they are asked for: nothing is stored.
 *
 * <p>A crop is one of the few fixed pictures of its person; a view is a new picture of that person,
 * so a trainer never sees the same pixels twice. Faces also have paths, {@code
 * person-0007/0003.png}, under which evaluation code finds them; no file exists there.
 */
public final class SyntheticFaces implements LabeledFaces, AlignedFaces {
  private final List<SyntheticPerson> people;
  private final int pictures;
  private final CaptureRange range;
  private final int size;
  private final ThreadLocal<FaceRenderer> renderer;
  private final Map<Path, Integer> faces = new HashMap<>();

  /**
   * Pictures of the people of the seeds {@code firstPerson, firstPerson + 1, …}.
   *
   * @param people number of people
   * @param pictures number of fixed pictures of each
   * @param range how far pictures of one person may differ
   * @param size width and height, pixels
   */
  public SyntheticFaces(long firstPerson, int people, int pictures, CaptureRange range, int size) {
    if (people < 1 || pictures < 1 || (long) people * pictures > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Synthetic faces need at least one person and picture and fewer than 2^31 in all, got "
              + people
              + " people with "
              + pictures
              + " pictures each");
    }
    FaceRenderer.checkSize(size);
    this.people = SyntheticPerson.crowd(firstPerson, people);
    this.pictures = pictures;
    this.range = range;
    this.size = size;
    this.renderer = ThreadLocal.withInitial(() -> new FaceRenderer(size));
    for (int face = 0; face < size(); face++) {
      faces.put(path(face), face);
    }
  }

  /** Fixed pictures of each person. */
  public int pictures() {
    return pictures;
  }

  /** The person of an identity number. */
  public SyntheticPerson person(int identity) {
    return people.get(identity);
  }

  @Override
  public int size() {
    return people.size() * pictures;
  }

  @Override
  public int identities() {
    return people.size();
  }

  @Override
  public int identityOf(int face) {
    return face / pictures;
  }

  @Override
  public String identityName(int identity) {
    return people.get(identity).label();
  }

  @Override
  public int width() {
    return size;
  }

  @Override
  public int height() {
    return size;
  }

  @Override
  public RgbImage crop(int face) {
    SyntheticPerson person = people.get(identityOf(face));
    // Scattered, so that no two people are photographed under the same circumstances.
    long seed = Curves.scatter(person.seed()) + face % pictures;
    return renderer.get().render(person, Capture.of(seed, range));
  }

  /** A new picture of the face's person; what varies is the capture, not the crop. */
  @Override
  public RgbImage view(int face, Augmentation augmentation, RandomGenerator random) {
    SyntheticPerson person = people.get(identityOf(face));
    return renderer.get().render(person, Capture.of(random.nextLong(), range));
  }

  /** The name of a face. */
  public Path path(int face) {
    return Path.of(identityName(identityOf(face)), face % pictures + ".png");
  }

  /**
   * The crop of that name.
   *
   * @throws DatasetException when no face has it
   */
  @Override
  public RgbImage crop(Path image) {
    Integer face = faces.get(image);
    if (face == null) {
      throw new DatasetException("No synthetic face is called '" + image + "'");
    }
    return crop(face);
  }
}
