package io.github.facenet4j.kernels.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.facenet4j.tensor.spi.DeviceType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names, constraints and sources of variants; no device is needed. */
class KernelVariantTest {
  private static final DeviceLimits SMALL =
      new DeviceLimits("X", "1.0", DeviceType.GPU, 4, 1, 256, 4096, 1 << 30, 1 << 28);

  private static KernelVariant tiled(int tile) {
    return KernelVariant.of("gemm/02_tiled.cl")
        .with("TILE", tile)
        .group(tile, tile)
        .localMemory(8L * tile * (tile + 1));
  }

  @Test
  void isNamedByFileAndParameters() {
    assertEquals("gemm/02_tiled TILE=32", tiled(32).name());
    assertEquals("-cl-std=CL1.2 -DTILE=32", tiled(32).buildOptions());
    assertEquals("gemm/01_naive", KernelVariant.of("gemm/01_naive.cl").name());
  }

  @Test
  void isTheSameObjectAfterTheSameSteps() {
    assertSame(tiled(32), tiled(32));
    assertSame(tiled(32).with("TILE", 16), tiled(32).with("TILE", 16));
  }

  @Test
  void isEqualByAllThatItIsMadeOf() {
    KernelVariant variant = KernelVariant.of("x.cl").with("A", 1).with("B", 2).group(4, 1);
    KernelVariant inOtherOrder = KernelVariant.of("x.cl").group(4, 1).with("B", 2).with("A", 1);
    assertEquals(variant, inOtherOrder);
    assertEquals(variant.hashCode(), inOtherOrder.hashCode());
    assertEquals(
        variant, KernelVariant.of("y.cl").with("A", 1).with("B", 2).group(4, 1).inFile("x.cl"));
    assertNotEquals(variant, variant.with("A", 2));
    assertNotEquals(variant, variant.group(1, 4));
    assertNotEquals(variant, variant.localMemory(4));
    assertNotEquals(variant, variant.inFile("y.cl"));
  }

  @Test
  void saysWhatFitsWhenTheGroupIsTooLarge() {
    List<KernelVariant> family = List.of(tiled(8), tiled(16), tiled(32));
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> tiled(32).requireFits(SMALL, family));
    assertEquals(
        "OpenCL device 'X' allows 256 work-items per group; gemm/02_tiled TILE=32 needs 1024."
            + " Use TILE=8 or TILE=16.",
        refused.getMessage());
  }

  @Test
  void saysWhatFitsWhenLocalMemoryIsTooSmall() {
    KernelVariant large = KernelVariant.of("gemm/03_register_block.cl").localMemory(8320);
    KernelVariant naive = KernelVariant.of("gemm/01_naive.cl");
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> large.requireFits(SMALL, List.of(naive, large)));
    assertEquals(
        "OpenCL device 'X' has 4096 bytes of local memory per group; gemm/03_register_block"
            + " needs 8320. Use gemm/01_naive.",
        refused.getMessage());
  }

  @Test
  void refusesBeforeItCompiles() {
    KernelLibrary library =
        new KernelLibrary(
            SMALL,
            (source, variant) -> {
              throw new AssertionError("compiled " + variant.name());
            });
    assertThrows(IllegalArgumentException.class, () -> library.get(tiled(32)));
    assertEquals(0, library.size());
  }

  @Test
  void keysCompiledCodeByAllItDependsOn() {
    KernelLibrary library = new KernelLibrary(SMALL, (source, variant) -> null);
    KernelLibrary.Key key = library.key(tiled(8));
    assertEquals("X", key.device());
    assertEquals("1.0", key.driver());
    assertEquals(64, key.sourceHash().length());
    assertEquals(key, library.key(tiled(8)));
    assertTrue(!key.equals(library.key(tiled(16))));
  }

  @Test
  void resolvesIncludesOnce() {
    KernelSource source = KernelSource.load("gemm/cpu_03_panel.cl");
    String marker = "#define ACTIVATION_PRELU";
    assertEquals(source.text().indexOf(marker), source.text().lastIndexOf(marker));
    assertTrue(source.text().contains(marker));
    assertEquals("panel", source.function());
  }

  @Test
  void namesAFileThatIsNotThere() {
    IllegalArgumentException missing =
        assertThrows(IllegalArgumentException.class, () -> KernelSource.load("gemm/99_perfect.cl"));
    assertTrue(missing.getMessage().contains("gemm/99_perfect.cl"), missing.getMessage());
  }

  @Test
  void roundsLaunchesUpToWholeGroups() {
    assertEquals(128, WorkSize.of(100).roundedTo(64)[0]);
    assertEquals(100, WorkSize.of(100).roundedTo()[0]);
    assertThrows(IllegalArgumentException.class, () -> WorkSize.of(100, 1).roundedTo(64));
    assertThrows(IllegalArgumentException.class, () -> WorkSize.of(0));
  }
}
