package io.github.facenet4j.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CompilerTimeTest {
  @Test
  void growsWhileCodeIsCompiled() {
    CompilerTime compiler = new CompilerTime();
    long before = compiler.nanos();
    double sum = 0;
    long end = System.nanoTime() + 300_000_000L;
    while (System.nanoTime() < end) {
      for (int i = 1; i < 10_000; i++) {
        sum += Math.sqrt(i) / (sum + i);
      }
    }
    assertTrue(sum > 0);
    assertTrue(compiler.nanos() > before, "the loop above was compiled");
  }
}
