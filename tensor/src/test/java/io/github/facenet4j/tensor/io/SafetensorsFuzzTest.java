package io.github.facenet4j.tensor.io;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random damage to a right file is read or refused with the one exception, never anything else. */
class SafetensorsFuzzTest {
  private static final int MUTANTS = 500;
  private static final String TOKENS = "{}[]\",:\\u09-.eEF3216BTI xtrue\0\t\u00ff";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void damageIsReadOrRefused(long seed) throws IOException {
    Path path = folder.resolve("mutant");
    new SafetensorsWriter()
        .metadata("architecture", "fuzz")
        .add("conv.weight", Shape.of(2, 3, 1, 1), new float[6])
        .add("bn.bias", Shape.of(5), new float[5])
        .addInts("labels", Shape.of(2, 2), new int[4])
        .write(path);
    byte[] whole = Files.readAllBytes(path);
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < MUTANTS; i++) {
      Files.write(path, mutate(whole, random));
      try (SafetensorsFile file = SafetensorsFile.open(path)) {
        for (TensorEntry entry : file.entries()) {
          file.readFloats(entry.name());
        }
      } catch (WeightsFormatException expected) {
        refused++;
        assertTrue(expected.getMessage().startsWith(path.toString()), expected.getMessage());
      }
    }
    // Some mutants are still valid (a changed weight), most are not.
    assertTrue(refused > MUTANTS / 2 && refused < MUTANTS, refused + " of " + MUTANTS);
  }

  private static byte[] mutate(byte[] whole, Random random) {
    byte[] mutant = whole.clone();
    int changes = 1 + random.nextInt(3);
    for (int change = 0; change < changes; change++) {
      int at = random.nextInt(mutant.length);
      switch (random.nextInt(6)) {
        case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> mutant[at] = (byte) TOKENS.charAt(random.nextInt(TOKENS.length()));
        case 2 -> mutant = Arrays.copyOf(mutant, Math.max(1, at));
        case 3 -> mutant = insert(mutant, at, random);
        case 4 -> mutant[random.nextInt(Math.min(8, mutant.length))] = (byte) random.nextInt();
        default -> {
          int from = random.nextInt(mutant.length);
          int length = Math.min(random.nextInt(40), mutant.length - Math.max(at, from));
          System.arraycopy(mutant, from, mutant, at, length);
        }
      }
    }
    return mutant;
  }

  private static byte[] insert(byte[] bytes, int at, Random random) {
    String text = TOKENS.substring(random.nextInt(TOKENS.length()));
    byte[] added = text.getBytes(StandardCharsets.UTF_8);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + added.length);
    System.arraycopy(bytes, at, longer, at + added.length, bytes.length - at);
    System.arraycopy(added, 0, longer, at, added.length);
    return longer;
  }
}
