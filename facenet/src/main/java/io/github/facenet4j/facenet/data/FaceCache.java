package io.github.facenet4j.facenet.data;

import io.github.facenet4j.facenet.image.Augmentation;
import io.github.facenet4j.facenet.image.AugmentedView;
import io.github.facenet4j.facenet.image.CompactImage;
import io.github.facenet4j.facenet.image.FaceTemplate;
import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.image.PhotoWindow;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.image.SimilarityTransform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The faces of a {@link FaceFolder}, decoded once and kept in memory for training.
 *
 * <p>Of each photo the part around the crop is kept, not resampled, together with its alignment; a
 * view then samples it once through alignment and augmentation composed. Parts are {@link
 * CompactImage}s: all 13,233 photos of LFW for 96×96 crops take 220 MB, and 350 MB with the room
 * that augmentation of strength 0.6 needs. Photos beyond the byte limit are not kept but decoded
 * again for every view, which is slower and otherwise equal.
 */
public final class FaceCache implements LabeledFaces {

  /** A part of a photo and where the crop lies in it. */
  private record Entry(CompactImage pixels, SimilarityTransform toCrop) {}

  private final List<Path> files;
  private final Identities identities;
  private final FaceLocator locator;
  private final FaceTemplate template;
  private final double margin;
  private final Entry[] entries;
  private long bytes;
  private int loaded;

  private FaceCache(FaceFolder folder, FaceLocator locator, FaceTemplate template, double margin) {
    List<String> names = new ArrayList<>();
    this.files = new ArrayList<>();
    for (Person person : folder.people()) {
      for (Path image : person.images()) {
        files.add(image);
        names.add(person.name());
      }
    }
    this.identities = new Identities(names);
    this.locator = locator;
    this.template = template;
    this.margin = margin;
    this.entries = new Entry[files.size()];
  }

  /** A quarter of the memory that this JVM may use. */
  public static long defaultMaxBytes() {
    return Runtime.getRuntime().maxMemory() / 4;
  }

  /**
   * Decodes all images on all processors.
   *
   * @param locator finds the face of each photo
   * @param template what the faces are aligned to
   * @param augmentation the strongest that views will ask for: decides how much is kept around the
   *     crop; a stronger one meets reflected pixels
   * @param maxBytes limit of what is kept
   * @param progress hears of every image
   * @throws DatasetException when the folder is empty or a face is not found
   * @throws io.github.facenet4j.facenet.image.ImageException when an image cannot be read
   */
  public static FaceCache load(
      FaceFolder folder,
      FaceLocator locator,
      FaceTemplate template,
      Augmentation augmentation,
      long maxBytes,
      LoadProgress progress) {
    if (folder.people().isEmpty()) {
      throw new DatasetException(
          "No person of '" + folder.root() + "' is left to load; exclude fewer people");
    }
    double margin = augmentation.reach(template.width(), template.height());
    FaceCache cache = new FaceCache(folder, locator, template, margin);
    IntStream.range(0, cache.size())
        .parallel()
        .forEach(face -> cache.keep(face, cache.decode(face), maxBytes, progress));
    return cache;
  }

  private Entry decode(int face) {
    Path file = files.get(face);
    RgbImage photo = ImageFiles.read(file);
    SimilarityTransform alignment = template.alignmentOf(locator.locate(file, photo));
    PhotoWindow window =
        PhotoWindow.cut(photo, alignment, template.width(), template.height(), margin);
    return new Entry(CompactImage.of(window.pixels()), window.toCrop());
  }

  private synchronized void keep(int face, Entry entry, long maxBytes, LoadProgress progress) {
    if (bytes + entry.pixels.bytes() <= maxBytes) {
      bytes += entry.pixels.bytes();
      entries[face] = entry;
    }
    progress.loaded(++loaded, size());
  }

  private PhotoWindow window(int face) {
    Entry entry = entries[face] == null ? decode(face) : entries[face];
    return new PhotoWindow(entry.pixels.toRgb(), entry.toCrop);
  }

  /** Bytes of the pixels that are kept. */
  public synchronized long bytes() {
    return bytes;
  }

  /** Faces that are decoded again for every view because the limit was reached. */
  public int uncached() {
    return (int) IntStream.range(0, size()).filter(face -> entries[face] == null).count();
  }

  @Override
  public int size() {
    return entries.length;
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
    return template.width();
  }

  @Override
  public int height() {
    return template.height();
  }

  @Override
  public RgbImage crop(int face) {
    return view(face, Augmentation.NONE, new SplittableRandom(0));
  }

  @Override
  public RgbImage view(int face, Augmentation augmentation, RandomGenerator random) {
    return AugmentedView.draw(window(face), width(), height(), augmentation, random);
  }
}
