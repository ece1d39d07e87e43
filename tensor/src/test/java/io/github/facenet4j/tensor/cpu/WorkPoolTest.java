package io.github.facenet4j.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads behind the ops. */
@Timeout(60)
class WorkPoolTest {

  private static int[] ones(int length) {
    int[] ones = new int[length];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static int[] copy(AtomicIntegerArray counts) {
    int[] copy = new int[counts.length()];
    Arrays.setAll(copy, counts::get);
    return copy;
  }

  @Test
  void runsEveryTaskOnce() {
    try (WorkPool pool = new WorkPool(3)) {
      for (int round = 0; round < 1000; round++) {
        AtomicIntegerArray counts = new AtomicIntegerArray(17);
        pool.run(17, counts::incrementAndGet);
        assertArrayEquals(ones(17), copy(counts));
      }
    }
  }

  @Test
  void sharesTasksBetweenItsThreads() throws InterruptedException {
    try (WorkPool pool = new WorkPool(3)) {
      CountDownLatch allAreHere = new CountDownLatch(3);
      Set<Thread> threads = ConcurrentHashMap.newKeySet();
      pool.run(
          3,
          task -> {
            threads.add(Thread.currentThread());
            allAreHere.countDown();
            try {
              allAreHere.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
              Thread.currentThread().interrupt();
            }
          });
      assertEquals(3, threads.size());
      assertTrue(threads.contains(Thread.currentThread()));
    }
  }

  @Test
  void handsAFailureToTheCallerAndGoesOn() {
    try (WorkPool pool = new WorkPool(2)) {
      IllegalStateException failure = new IllegalStateException("task 5");
      RuntimeException thrown =
          assertThrows(
              RuntimeException.class,
              () ->
                  pool.run(
                      9,
                      task -> {
                        if (task == 5) {
                          throw failure;
                        }
                      }));
      assertSame(failure, thrown);
      AtomicIntegerArray counts = new AtomicIntegerArray(9);
      pool.run(9, counts::incrementAndGet);
      assertArrayEquals(ones(9), copy(counts));
    }
  }

  @Test
  void runsTasksOfTasks() {
    try (WorkPool pool = new WorkPool(2)) {
      AtomicIntegerArray counts = new AtomicIntegerArray(20);
      pool.run(4, outer -> pool.run(5, inner -> counts.incrementAndGet(outer * 5 + inner)));
      assertArrayEquals(ones(20), copy(counts));
    }
  }

  @Test
  void keepsTheInterruptOfACaller() {
    try (WorkPool pool = new WorkPool(2)) {
      AtomicIntegerArray counts = new AtomicIntegerArray(50);
      Thread.currentThread().interrupt();
      pool.run(50, counts::incrementAndGet);
      assertTrue(Thread.interrupted());
      assertArrayEquals(ones(50), copy(counts));
    }
  }

  @Test
  void refusesWorkWhenClosed() {
    WorkPool pool = new WorkPool(2);
    pool.close();
    assertThrows(IllegalStateException.class, () -> pool.run(1, task -> {}));
  }
}
