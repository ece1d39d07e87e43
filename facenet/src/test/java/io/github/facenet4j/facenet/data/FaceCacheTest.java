package io.github.facenet4j.facenet.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.image.Augmentation;
import io.github.facenet4j.facenet.image.FaceTemplate;
import io.github.facenet4j.facenet.image.ImageException;
import io.github.facenet4j.facenet.image.ImageFiles;
import io.github.facenet4j.facenet.image.RgbImage;
import io.github.facenet4j.facenet.image.TestImages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaceCacheTest {
  private static final FaceTemplate TEMPLATE = FaceTemplate.OPENFACE_96X96.central(96, 48);
  private static final Augmentation AUGMENTATION = Augmentation.ofStrength(0.6);

  @TempDir Path root;

  private LfwDataset dataset() {
    return LfwDataset.open(PeopleOnDisk.lfw(root, "Adam", 3, "Mia", 1, "Zoe", 2));
  }

  private static FaceCache load(LfwDataset lfw, long maxBytes, LoadProgress progress) {
    return FaceCache.load(
        lfw.people(), lfw.landmarks(), TEMPLATE, AUGMENTATION, maxBytes, progress);
  }

  @Test
  void numbersFacesAndIdentitiesInOrderOfNames() {
    FaceCache cache = load(dataset(), Long.MAX_VALUE, LoadProgress.SILENT);
    assertEquals(6, cache.size());
    assertEquals(3, cache.identities());
    assertEquals("Zoe", cache.identityName(2));
    assertArrayEquals(
        new int[] {0, 0, 0, 1, 2, 2}, IntStream.range(0, 6).map(cache::identityOf).toArray());
    assertArrayEquals(new int[][] {{0, 1, 2}, {3}, {4, 5}}, cache.facesByIdentity());
    assertEquals("48x48", cache.width() + "x" + cache.height());
  }

  @Test
  void cropsAreTheAlignedCropsButForTheColourResolution() {
    LfwDataset lfw = dataset();
    FaceCache cache = load(lfw, Long.MAX_VALUE, LoadProgress.SILENT);
    AlignedFaces exact = AlignedFaces.located(lfw.landmarks(), TEMPLATE);
    RgbImage crop = exact.crop(lfw.image("Zoe", 2));
    assertTrue(TestImages.largestDifference(crop, cache.crop(5)) <= 6);
  }

  @Test
  void reportsEveryImageOnceInRisingOrder() {
    List<Integer> heard = new ArrayList<>();
    load(
        dataset(),
        Long.MAX_VALUE,
        (done, total) -> {
          assertEquals(6, total);
          heard.add(done);
        });
    assertEquals(List.of(1, 2, 3, 4, 5, 6), heard);
  }

  @Test
  void aMemoryLimitChangesNoView() {
    LfwDataset lfw = dataset();
    FaceCache all = load(lfw, Long.MAX_VALUE, LoadProgress.SILENT);
    FaceCache some = load(lfw, all.bytes() / 2, LoadProgress.SILENT);
    assertEquals(0, all.uncached());
    assertTrue(some.uncached() >= 3 && some.uncached() < 6, some.uncached() + " uncached");
    assertTrue(some.bytes() <= all.bytes() / 2);
    for (int face = 0; face < all.size(); face++) {
      assertEquals(
          all.view(face, AUGMENTATION, new SplittableRandom(face)),
          some.view(face, AUGMENTATION, new SplittableRandom(face)));
    }
  }

  @Test
  void namesTheFileThatCannotBeRead() {
    LfwDataset lfw = dataset();
    PeopleOnDisk.write(lfw.image("Adam", 2), "no image");
    ImageException error =
        assertThrows(ImageException.class, () -> load(lfw, Long.MAX_VALUE, LoadProgress.SILENT));
    assertTrue(error.getMessage().contains("Adam_0002.jpg"), error.getMessage());
  }

  @Test
  void refusesAnEmptySelection() {
    LfwDataset lfw = dataset();
    FaceFolder nobody = lfw.people().only(Set.of());
    assertThrows(
        DatasetException.class,
        () ->
            FaceCache.load(
                nobody, lfw.landmarks(), TEMPLATE, AUGMENTATION, 1 << 20, LoadProgress.SILENT));
  }

  @Test
  void drawnFacesAreLabeledFacesToo() {
    List<RgbImage> crops =
        IntStream.range(0, 4).mapToObj(i -> TestImages.waves(20, 24, i)).toList();
    LabeledFaces faces = new ArrayFaces(crops, List.of("b", "a", "b", "c"));
    assertArrayEquals(new int[][] {{0, 2}, {1}, {3}}, faces.facesByIdentity());
    assertEquals("a", faces.identityName(1));
    assertEquals(crops.get(2), faces.crop(2));
    assertEquals(crops.get(2), faces.view(2, Augmentation.NONE, new SplittableRandom(1)));
    RgbImage mirrored = faces.view(2, Augmentation.NONE.withMirror(1), new SplittableRandom(1));
    assertEquals(crops.get(2).mirrored(), mirrored);
  }

  @Test
  void drawnFacesMustAgreeInNumberAndSize() {
    RgbImage crop = TestImages.waves(20, 24, 1);
    RgbImage other = TestImages.waves(24, 20, 1);
    assertThrows(IllegalArgumentException.class, () -> new ArrayFaces(List.of(crop), List.of()));
    assertThrows(IllegalArgumentException.class, () -> new ArrayFaces(List.of(), List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ArrayFaces(List.of(crop, other), List.of("a", "b")));
  }

  @Test
  void alignedFilesMustHaveTheCropsSize() {
    Path file = root.resolve("crop.png");
    ImageFiles.writePng(TestImages.waves(20, 24, 1), file);
    assertEquals(
        List.of(ImageFiles.read(file)), AlignedFaces.alreadyAligned(20, 24).crops(List.of(file)));
    ImageException error =
        assertThrows(ImageException.class, () -> AlignedFaces.alreadyAligned(24, 20).crop(file));
    assertTrue(error.getMessage().contains("24x20 was asked for"), error.getMessage());
    assertTrue(error.getMessage().contains("is 20x24"), error.getMessage());
  }
}
