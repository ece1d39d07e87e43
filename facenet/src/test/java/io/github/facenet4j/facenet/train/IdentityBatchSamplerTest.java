package io.github.facenet4j.facenet.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.facenet.data.ArrayFaces;
import io.github.facenet4j.facenet.data.LabeledFaces;
import io.github.facenet4j.facenet.image.RgbImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a batch of identities must look like. */
class IdentityBatchSamplerTest {

  @Test
  void holdsKFacesOfEachOfPPeopleAndRFacesOfOthers() {
    FaceBatch batch = new IdentityBatchSampler(people(3, 4, 5, 6, 9, 1, 1), 3, 3, 4, 1).batch(1);
    Map<Integer, Integer> counts = new HashMap<>();
    for (int i = 0; i < 9; i++) {
      counts.merge(batch.identities()[i], 1, Integer::sum);
    }
    assertEquals(13, batch.size());
    assertEquals(3, counts.size());
    assertTrue(counts.values().stream().allMatch(n -> n == 3), () -> "K faces each: " + counts);
    for (int i = 9; i < 13; i++) {
      assertFalse(
          counts.containsKey(batch.identities()[i]), "a random negative is of another person");
    }
  }

  @Test
  void everyRoundShowsEveryPersonOnceSoThatPartsOfABatchAreMixed() {
    FaceBatch batch = new IdentityBatchSampler(people(4, 4, 4, 4, 2), 4, 3, 0, 1).batch(1);
    Set<Integer> first = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      first.add(batch.identities()[i]);
      assertEquals(batch.identities()[i], batch.identities()[i + 4]);
      assertEquals(batch.identities()[i], batch.identities()[i + 8]);
    }
    assertEquals(4, first.size());
  }

  @Test
  void showsEveryPhotographOfASmallPersonBeforeItRepeatsOne() {
    FaceBatch batch = new IdentityBatchSampler(people(2, 2), 2, 5, 0, 3).batch(7);
    for (int person = 0; person < 2; person++) {
      int[] faces = new int[5];
      int at = 0;
      for (int i = 0; i < 10; i++) {
        if (batch.identities()[i] == person) {
          faces[at++] = batch.faces()[i];
        }
      }
      assertEquals(Set.of(2 * person, 2 * person + 1), Set.of(faces[0], faces[1]));
    }
    assertEquals(6, batch.repeats());
    assertEquals(10, Arrays.stream(batch.viewSeeds()).distinct().count(), "repeats look different");
  }

  @Test
  void givesTheSameBatchForTheSameSeedAndStepAndAnotherForTheNext() {
    LabeledFaces source = people(5, 5, 5, 5, 5, 5);
    FaceBatch first = new IdentityBatchSampler(source, 3, 4, 0, 11).batch(5);
    FaceBatch again = new IdentityBatchSampler(source, 3, 4, 0, 11).batch(5);
    FaceBatch next = new IdentityBatchSampler(source, 3, 4, 0, 11).batch(6);
    assertArrayEquals(first.identities(), again.identities());
    assertArrayEquals(first.faces(), again.faces());
    assertArrayEquals(first.viewSeeds(), again.viewSeeds());
    assertFalse(Arrays.equals(first.viewSeeds(), next.viewSeeds()));
  }

  @Test
  void drawsPeopleWithManyPhotographsMoreOftenButNotInProportion() {
    int[] faces = new int[40];
    Arrays.fill(faces, 2);
    faces[0] = 200;
    IdentityBatchSampler sampler = new IdentityBatchSampler(people(faces), 4, 2, 0, 5);
    int withFirst = 0;
    int withSecond = 0;
    for (int step = 1; step <= 2000; step++) {
      Set<Integer> drawn =
          Arrays.stream(sampler.batch(step).identities()).boxed().collect(Collectors.toSet());
      withFirst += drawn.contains(0) ? 1 : 0;
      withSecond += drawn.contains(1) ? 1 : 0;
    }
    double ratio = (double) withFirst / withSecond;
    assertTrue(ratio > 4 && ratio < 12, "weight √200 against √2 is 10 for one draw; got " + ratio);
  }

  @Test
  void neverDrawsAPersonWithOnePhotographAsAnIdentity() {
    IdentityBatchSampler sampler = new IdentityBatchSampler(people(1, 1, 1, 2, 3), 2, 2, 0, 5);
    Set<Integer> drawn = new HashSet<>();
    for (int step = 1; step <= 50; step++) {
      Arrays.stream(sampler.batch(step).identities()).forEach(drawn::add);
    }
    assertEquals(Set.of(3, 4), drawn);
  }

  @Test
  void refusesABatchLargerThanTheData() {
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new IdentityBatchSampler(people(3, 3, 1), 3, 2, 0, 1));
    assertTrue(
        refused.getMessage().contains("only 2 people with two or more photographs (of 3)"),
        refused::getMessage);
  }

  @Test
  void refusesRandomNegativesWhenEverybodyIsInTheBatch() {
    assertThrows(
        IllegalArgumentException.class, () -> new IdentityBatchSampler(people(3, 3), 2, 2, 1, 1));
  }

  @Test
  void refusesOnePersonOnly() {
    assertThrows(
        IllegalArgumentException.class, () -> new IdentityBatchSampler(people(9), 1, 2, 0, 1));
  }

  private static LabeledFaces people(int... faces) {
    List<RgbImage> crops = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int person = 0; person < faces.length; person++) {
      for (int face = 0; face < faces[person]; face++) {
        crops.add(RgbImage.filled(2, 2, person, face, 0));
        names.add("person " + person);
      }
    }
    return new ArrayFaces(crops, names);
  }
}
